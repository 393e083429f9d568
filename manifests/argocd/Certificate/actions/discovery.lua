-- The actions that Argo CD offers for a Certificate.
local actions = {}
actions["renew"] = {["disabled"] = obj.spec == nil}
return actions
