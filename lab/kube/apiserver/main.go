// Command apiserver is kube-apiserver as Kubernetes builds it: the program that a lab's static Pod kube-apiserver runs. In a lab
// the agent of the worker node is in its process.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"

	"raftlab/lab/kube/agent"
)

func main() {
	if kubeconfig := os.Getenv(agent.Variable); kubeconfig != "" {
		go agent.Keep(kubeconfig, "k8s-node01")
	}
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
