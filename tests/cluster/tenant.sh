# A tenant with every right in one namespace, status subresources and Secrets too, and no other
# right. Needs expect.sh. make_tenant NAMESPACE, then `tenant` is kubectl as that tenant.

make_tenant() {
  TENANT_NS=$1
  kubectl create namespace "$1" >/dev/null
  kubectl create serviceaccount --namespace "$1" tenant >/dev/null
  kubectl apply --filename - >/dev/null <<END
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: tenant, namespace: $1}
rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: tenant, namespace: $1}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: tenant}
subjects: [{kind: ServiceAccount, name: tenant, namespace: $1}]
END
}

tenant() { kubectl --namespace "$TENANT_NS" --as "system:serviceaccount:$TENANT_NS:tenant" "$@"; }
tenant_applies() { tenant apply --filename - >/dev/null; }
# in_tenant COMMAND...: of expect.sh, in the tenant's namespace.
in_tenant() { (use_namespace "$TENANT_NS" && "$@"); }

# cluster_issuer NAME: of the test CA, for all namespaces.
cluster_issuer() {
  issuer "$1" | sed 's/kind: Issuer/kind: ClusterIssuer/' | kubectl apply --filename - >/dev/null
  wait_for 20 "ClusterIssuer $1" has_condition "clusterissuer/$1" Ready True
}

# shared_certificate NAME ISSUER HOST...: of a ClusterIssuer.
shared_certificate() { certificate "$@" | sed "s/^    name: $2\$/    name: $2\n    kind: ClusterIssuer/"; }
