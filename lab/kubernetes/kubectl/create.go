package kubectl

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"raftlab/lab/kubernetes"
)

// create is how "kubectl create" and "kubectl run" write.
type create struct {
	dryRun string
	output string
}

func (c *create) addFlags(command *cobra.Command) {
	command.Flags().StringVar(&c.dryRun, "dry-run", "none", "client: write nothing; with -o yaml, print what would be written")
	command.Flags().StringVarP(&c.output, "output", "o", "", "format: yaml, json or name")
}

func (a *app) createCommand() *cobra.Command {
	var files []string
	c := &create{}
	command := &cobra.Command{Use: "create -f FILE", Short: "Create objects, from files or from the command line", Args: noWords,
		RunE: func(command *cobra.Command, args []string) error {
			if len(files) == 0 {
				return errors.New("must specify one of -f and a kind (see kubectl create --help)")
			}
			return a.each(files, "creating", func(m manifest) error { return a.create(command.Context(), c, m.resource, m.object) })
		}}
	command.Flags().StringSliceVarP(&files, "filename", "f", nil, "file with the objects, - for the standard input")
	c.addFlags(command)
	command.AddCommand(a.createDeploymentCommand(), a.createServiceCommand(), a.createDataCommand("configmap", "cm"),
		a.createSecretCommand(), a.createNamespaceCommand())
	return command
}

// noWords refuses words where a command below was meant.
func noWords(command *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("unknown command %q for %q (see %s --help)", args[0], command.CommandPath(), command.CommandPath())
	}
	return nil
}

// create writes an object and says so.
func (a *app) create(ctx context.Context, c *create, r kubernetes.Resource, object kubernetes.Object) error {
	object.GetObjectKind().SetGroupVersionKind(r.Kind)
	if err := a.place(object, r); err != nil {
		return err
	}
	done := "created"
	switch c.dryRun {
	case "client":
		done = "created (dry run)"
	case "none":
		store, ctx, cancel, err := a.store(ctx)
		if err != nil {
			return err
		}
		defer cancel()
		if object, err = store.Create(ctx, object); err != nil {
			return err
		}
	default:
		return fmt.Errorf("--dry-run=%s is not known here (write none or client)", c.dryRun)
	}
	return a.written(c.output, r, object, done)
}

// written tells of an object that was written.
func (a *app) written(output string, r kubernetes.Resource, object kubernetes.Object, done string) error {
	switch output {
	case "":
		fmt.Fprintf(a.Out, "%s/%s %s\n", r.Name(), object.GetName(), done)
	case "name":
		fmt.Fprintf(a.Out, "%s/%s\n", r.Name(), object.GetName())
	case "yaml", "json":
		fields, err := fieldsOf(object)
		if err != nil {
			return err
		}
		return a.print(output, fields)
	default:
		return fmt.Errorf("unable to match a printer suitable for the output format %q, allowed formats are: json,name,yaml", output)
	}
	return nil
}

func (a *app) runCommand() *cobra.Command {
	c := &create{}
	var image string
	var port int32
	labels := map[string]string{}
	command := &cobra.Command{Use: "run NAME --image=IMAGE", Short: "Create a Pod", Args: cobra.ExactArgs(1),
		Example: "  kubectl run demo-pod --image=nginx",
		RunE: func(command *cobra.Command, args []string) error {
			if image == "" {
				return errors.New("--image is required (kubectl run demo-pod --image=nginx)")
			}
			if len(labels) == 0 {
				labels["run"] = args[0]
			}
			container := core.Container{Name: args[0], Image: image}
			if port != 0 {
				container.Ports = []core.ContainerPort{{ContainerPort: port}}
			}
			return a.createKind(command, c, "Pod", &core.Pod{
				ObjectMeta: meta.ObjectMeta{Name: args[0], Labels: labels},
				Spec: core.PodSpec{Containers: []core.Container{container},
					RestartPolicy: core.RestartPolicyAlways, DNSPolicy: core.DNSClusterFirst}})
		}}
	command.Flags().StringVar(&image, "image", "", "image of the container")
	command.Flags().Int32Var(&port, "port", 0, "port that the container opens")
	command.Flags().StringToStringVarP(&labels, "labels", "l", labels, "labels of the Pod")
	c.addFlags(command)
	return command
}

func (a *app) createKind(command *cobra.Command, c *create, kind string, object kubernetes.Object) error {
	r, err := resourceNamed(kind)
	if err != nil {
		return err
	}
	return a.create(command.Context(), c, r, object)
}

func (a *app) createServiceCommand() *cobra.Command {
	parent := &cobra.Command{Use: "service", Aliases: []string{"svc"}, Short: "Create a Service", Args: noWords,
		RunE: func(*cobra.Command, []string) error { return errors.New("which type: clusterip or nodeport?") }}
	for use, kind := range map[string]core.ServiceType{"clusterip": core.ServiceTypeClusterIP, "nodeport": core.ServiceTypeNodePort} {
		c := &create{}
		var ports []string
		command := &cobra.Command{
			Use: use + " NAME --tcp=PORT:TARGET", Short: "Create a Service of type " + string(kind), Args: cobra.ExactArgs(1),
			RunE: func(command *cobra.Command, args []string) error {
				spec, err := servicePorts(ports)
				if err != nil {
					return err
				}
				labels := map[string]string{"app": args[0]}
				service := &core.Service{ObjectMeta: meta.ObjectMeta{Name: args[0], Labels: labels},
					Spec: core.ServiceSpec{Type: kind, Selector: labels, Ports: spec}}
				err = a.createKind(command, c, "Service", service)
				if err != nil {
					err = doing{fmt.Sprintf("failed to create %s service: ", kind), err}
				}
				return err
			}}
		command.Flags().StringSliceVar(&ports, "tcp", nil, "port of the Service and of the Pods: 8080:8080")
		c.addFlags(command)
		parent.AddCommand(command)
	}
	return parent
}

// servicePorts reads "8080:80" or "80".
func servicePorts(pairs []string) ([]core.ServicePort, error) {
	if len(pairs) == 0 {
		return nil, errors.New("at least one tcp port specifier must be provided (--tcp=8080:8080)")
	}
	var ports []core.ServicePort
	for _, pair := range pairs {
		own, target, both := strings.Cut(pair, ":")
		if !both {
			target = own
		}
		port, err := strconv.ParseInt(own, 10, 32)
		if err != nil || port < 1 || port > 65535 {
			return nil, fmt.Errorf("invalid port %q (write --tcp=8080:8080)", own)
		}
		ports = append(ports, core.ServicePort{Name: own + "-" + target, Protocol: core.ProtocolTCP,
			Port: int32(port), TargetPort: intstr.Parse(target)})
		if !both {
			ports[len(ports)-1].Name = own
		}
	}
	return ports, nil
}

func (a *app) createDataCommand(kind, short string) *cobra.Command {
	c := &create{}
	literals := map[string]string{}
	command := &cobra.Command{
		Use: kind + " NAME --from-literal=KEY=VALUE", Aliases: []string{short}, Short: "Create a " + kind, Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			named := meta.ObjectMeta{Name: args[0]}
			if kind == "configmap" {
				return a.createKind(command, c, kind, &core.ConfigMap{ObjectMeta: named, Data: literals})
			}
			data := map[string][]byte{}
			for key, value := range literals {
				data[key] = []byte(value)
			}
			return a.createKind(command, c, "secret", &core.Secret{ObjectMeta: named, Data: data})
		}}
	command.Flags().StringToStringVar(&literals, "from-literal", literals, "a key and its value")
	c.addFlags(command)
	return command
}

func (a *app) createSecretCommand() *cobra.Command {
	parent := &cobra.Command{Use: "secret", Short: "Create a Secret", Args: noWords,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("which type? The stand-in knows generic (kubectl create secret generic NAME --from-literal=KEY=VALUE)")
		}}
	parent.AddCommand(a.createDataCommand("generic", ""))
	return parent
}

func (a *app) createNamespaceCommand() *cobra.Command {
	c := &create{}
	command := &cobra.Command{Use: "namespace NAME", Aliases: []string{"ns"}, Short: "Create a Namespace", Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return a.createKind(command, c, "Namespace", &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: args[0]}})
		}}
	c.addFlags(command)
	return command
}
