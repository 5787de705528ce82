// Command apiserver is kube-apiserver as Kubernetes builds it: the program that a lab's static Pod kube-apiserver runs.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
