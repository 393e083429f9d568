# The examples for clusters with tenants are accepted, refuse what they say, and let us work.
policies=$SALLYPORT_ROOT/manifests/examples/admission-policies.yaml
kubectl label namespace "$NS" sallyport.dev/domain=admitted.example.com >/dev/null
kubectl apply --server-side --filename "$policies" >/dev/null
issuer ca | apply

# refused WORDS: what is on standard input. A policy counts some time after it was written.
refused() {
  local answer
  for _ in {1..40}; do
    answer=$(k apply --dry-run=server --filename - 2>&1 <<<"$1") || break
    sleep 0.25
  done
  [[ $answer == *"$2"* ]] || fail "not refused with '$2': $answer"
}
refused "$(certificate web ca www.elsewhere.example.com)" "names of admitted.example.com only"
refused "$(certificate web ca notadmitted.example.com)" "names of admitted.example.com only"
refused "$(EXTRA='  ipAddresses: [192.0.2.1]' certificate web ca admitted.example.com)" "no addresses"
refused "$(
  cat <<END
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: thief}
spec:
  rules:
    - host: admitted.example.com
      http:
        paths:
          - path: /.well-known/acme-challenge/
            pathType: Prefix
            backend: {service: {name: thief, port: {number: 80}}}
END
)" "is Sallyport's"
refused "$(
  cat <<END
apiVersion: sallyport.dev/v1
kind: Challenge
metadata: {name: forged}
spec: {answers: []}
END
)" "by Sallyport's controller only"

certificate web ca admitted.example.com www.admitted.example.com | apply
wait_for_condition certificate/web Ready True 20
kubectl delete --filename "$policies" >/dev/null
