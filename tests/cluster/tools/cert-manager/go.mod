module sallyport.dev/tests/cluster/tools/cert-manager

go 1.26.5

require github.com/cert-manager/cert-manager v1.21.1
