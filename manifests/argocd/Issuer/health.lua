-- The health that Argo CD shows of an Issuer or a ClusterIssuer: by its conditions, once they are of the
-- spec as it is.
local hs = {status = "Progressing", message = "Waiting for the controller"}

local function of_type(conditions, type)
  for _, condition in ipairs(conditions or {}) do
    if condition.type == type then return condition end
  end
end

local status = obj.status
if status == nil or status.observedGeneration ~= obj.metadata.generation then return hs end

local ready = of_type(status.conditions, "Ready")
local stalled = of_type(status.conditions, "Stalled")

if stalled ~= nil and stalled.status == "True" then
  hs.status = "Degraded"
  hs.message = stalled.message
elseif ready ~= nil then
  if ready.status == "True" then hs.status = "Healthy" end
  hs.message = ready.message
end
return hs
