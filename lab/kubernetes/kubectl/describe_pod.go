package kubectl

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func describePod(d *description, pod *core.Pod) {
	d.head(pod)
	if pod.Spec.Priority != nil {
		d.field("Priority", fmt.Sprint(*pod.Spec.Priority))
	}
	if pod.Spec.PriorityClassName != "" {
		d.field("Priority Class Name", pod.Spec.PriorityClassName)
	}
	d.field("Service Account", pod.Spec.ServiceAccountName)
	d.field("Node", pod.Spec.NodeName+"/"+pod.Status.HostIP)
	d.field("Start Time", moment(pod.Status.StartTime))
	d.marks(pod)
	d.field("Status", string(pod.Status.Phase))
	d.field("IP", pod.Status.PodIP)
	d.line("IPs:")
	for _, ip := range pod.Status.PodIPs {
		d.field("  IP", ip.IP)
	}
	for _, owner := range pod.OwnerReferences {
		if owner.Controller != nil && *owner.Controller {
			d.field("Controlled By", owner.Kind+"/"+owner.Name)
		}
	}
	d.line("Containers:")
	for i := range pod.Spec.Containers {
		d.container(pod, &pod.Spec.Containers[i])
	}
	d.line("Conditions:\n  Type\tStatus")
	for _, c := range pod.Status.Conditions {
		d.line("  %s\t%s", c.Type, c.Status)
	}
	d.volumes(pod.Spec.Volumes)
	d.field("QoS Class", string(pod.Status.QOSClass))
	d.field("Node-Selectors", pairs(pod.Spec.NodeSelector, "=")...)
	d.field("Tolerations", tolerations(pod.Spec.Tolerations)...)
}

func moment(at *meta.Time) string {
	if at == nil {
		return "<none>"
	}
	return at.UTC().Format(time.RFC1123Z)
}

func (d *description) container(pod *core.Pod, c *core.Container) {
	status := core.ContainerStatus{}
	if i := slices.IndexFunc(pod.Status.ContainerStatuses, func(s core.ContainerStatus) bool { return s.Name == c.Name }); i >= 0 {
		status = pod.Status.ContainerStatuses[i]
	}
	d.line("  %s:", c.Name)
	d.field("    Container ID", status.ContainerID)
	d.field("    Image", c.Image)
	d.field("    Image ID", status.ImageID)
	var ports []string
	for _, port := range c.Ports {
		ports = append(ports, fmt.Sprintf("%d/%s", port.ContainerPort, port.Protocol))
	}
	d.field("    Port", cmp.Or(join(ports), "<none>"))
	d.words("    Command", c.Command)
	d.words("    Args", c.Args)
	if status.State.Running != nil {
		d.field("    State", "Running")
		d.field("      Started", moment(&status.State.Running.StartedAt))
	}
	d.field("    Ready", map[bool]string{true: "True", false: "False"}[status.Ready])
	d.field("    Restart Count", fmt.Sprint(status.RestartCount))
	var environment, mounts []string
	for _, variable := range c.Env {
		environment = append(environment, variable.Name+"="+variable.Value)
	}
	for _, mount := range c.VolumeMounts {
		mounts = append(mounts, mount.MountPath+" from "+mount.Name)
	}
	d.field("    Environment", environment...)
	d.field("    Mounts", mounts...)
}

// words writes the words of a command, each on a line of its own; nothing if there are none.
func (d *description) words(name string, words []string) {
	if len(words) == 0 {
		return
	}
	d.line("%s:", name)
	for _, word := range words {
		d.line("      %s", word)
	}
}

func (d *description) volumes(volumes []core.Volume) {
	if len(volumes) == 0 {
		d.field("Volumes", "<none>")
		return
	}
	d.line("Volumes:")
	for _, volume := range volumes {
		d.line("  %s:", volume.Name)
		if volume.HostPath != nil {
			d.field("    Type", "HostPath (bare host directory volume)")
			d.field("    Path", volume.HostPath.Path)
		}
	}
}

func tolerations(all []core.Toleration) (lines []string) {
	for _, t := range all {
		text := t.Key
		if t.Effect != "" {
			text += ":" + string(t.Effect)
		}
		if t.Operator == core.TolerationOpExists {
			text += " op=Exists"
		} else {
			text += "=" + t.Value
		}
		if t.TolerationSeconds != nil {
			text += fmt.Sprintf(" for %ds", *t.TolerationSeconds)
		}
		lines = append(lines, text)
	}
	return lines
}
