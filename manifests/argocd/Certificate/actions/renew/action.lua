-- A new value of the annotation asks for a renewal now.
local os = require("os")
if obj.metadata.annotations == nil then obj.metadata.annotations = {} end
obj.metadata.annotations["sallyport.dev/renew"] = os.date("!%Y-%m-%dT%XZ")
return obj
