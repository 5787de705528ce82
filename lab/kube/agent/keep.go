package agent

import (
	"context"
	"log"
	"time"

	"k8s.io/client-go/tools/clientcmd"
)

// Variable names the kubeconfig by which an agent in kube-apiserver's own process speaks with it. A lab sets it.
const Variable = "RAFTLAB_NODE_AGENT"

// Keep runs the agent of a node for as long as this process lives. It is one that serves itself, perhaps after a while.
func Keep(kubeconfig, node string) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err == nil {
		config.UserAgent, config.QPS, config.Burst = "raftlab-agent", 200, 400 // to empty a namespace takes a hundred requests
		var a *Agent
		if a, err = New(config, node, time.Now); err == nil {
			a.awaitServer()
			err = a.Run(context.Background())
		}
	}
	if err != nil {
		log.Printf("agent of %s: %v: Pods stay Pending", node, err)
	}
}

// awaitServer returns when kube-apiserver is ready. Informers that begin too early would wait long before they try again.
func (a *Agent) awaitServer() {
	for {
		if err := a.client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(context.Background()).Error(); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}
