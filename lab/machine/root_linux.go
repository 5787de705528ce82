package machine

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"raftlab/lab/labdir"
)

// The root of a machine, in the order in which it is built:
//
//	/                   LAB/machine: what is made here stays, and is seen outside as the user's own
//	/usr and the like   of the host, read-only, links as links
//	/etc                of the host, each entry read-only, but hosts, hostname and what the lab replaces
//	/etc/kubernetes     LAB/etc/kubernetes
//	/var/lib            LAB/var/lib: as a whole, since a mount point cannot be moved or deleted
//	/var/log, /var/tmp  LAB/var/log, LAB/var/tmp; /var/cache of the host, read-only; no more: programs have sockets there
//	/opt, /root, /tmp   LAB/machine/...; what the host has in /opt, read-only
//	/run                empty: no sockets of the host's programs
//	/dev                null zero full random urandom tty, terminals of its own; no disks
//	/proc, /sys         of the machine; the switches of the kernel read-only
//	/usr/local/bin      LAB/usr/local/bin: the tools, and links to what the host has there
//	LAB, the home       where they are outside
const (
	fromElsewhere = "proc sys dev tmp run var etc opt root lost+found"
	ofTheLab      = "kubernetes hosts hostname resolv.conf systemd profile.d"
)

// build makes the root and goes there. It runs as root of new namespaces.
func build(s Settings) error {
	b := &builder{}
	b.stepAside()
	lab := "/old" + s.Lab
	b.dir("/lab")
	b.writable(lab, "", "/lab")
	for _, dir := range labdir.Places(s.Hosts) {
		b.do("make "+dir, func() error { return makeWithoutLinks("/lab", dir) })
	}
	b.writable("/lab", "machine", "/new")
	b.do("open /", func() error { return os.Chmod("/new", 0o755) })
	b.entries("/old", "/new", strings.Fields(fromElsewhere)...)
	b.etc(s)
	b.variable()
	b.dir("/new/opt")
	b.entries("/old/opt", "/new/opt")
	b.dir("/new/root")
	b.dir("/new/tmp")
	b.do("open /tmp", func() error { return os.Chmod("/new/tmp", 0o777|os.ModeSticky) })
	b.run(s)
	b.devices()
	b.kernel()
	b.homes(s)
	b.tools(s)
	b.do("go there", func() error { return os.Chdir("/new") })
	b.do("change the root", func() error { return unix.PivotRoot(".", ".") })
	b.do("leave the host's root", func() error { return unix.Unmount(".", unix.MNT_DETACH) })
	b.do("go there", func() error { return os.Chdir("/") })
	b.do("name the machine", func() error { return unix.Sethostname([]byte(s.Hosts[0])) })
	return b.err()
}

// stepAside makes an empty root for a moment, with the host's below /old, read-only for good.
func (b *builder) stepAside() {
	b.do("part from the host's mounts", func() error { return unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "") })
	b.mount("tmpfs", "/tmp", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755")
	b.dir("/tmp/old")
	b.dir("/tmp/new")
	b.do("change the root", func() error { return unix.PivotRoot("/tmp", "/tmp/old") })
	b.do("go there", func() error { return os.Chdir("/") })
	b.do("make the host read-only", func() error {
		return unix.MountSetattr(unix.AT_FDCWD, "/old", unix.AT_RECURSIVE,
			&unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID | unix.MOUNT_ATTR_NODEV})
	})
}

// makeWithoutLinks makes a directory, and those on the way, below another. A link in the place of one of them is
// removed.
func makeWithoutLinks(base, below string) error {
	root, err := os.OpenRoot(base)
	if err != nil {
		return err
	}
	defer root.Close()
	at := ""
	for _, name := range strings.Split(below, "/") {
		at = filepath.Join(at, name)
		if info, err := root.Lstat(at); err == nil && !info.IsDir() {
			if err := root.Remove(at); err != nil {
				return err
			}
		}
		if err := root.Mkdir(at, 0o755); err != nil && !os.IsExist(err) {
			return err
		}
	}
	return nil
}

func (b *builder) etc(s Settings) {
	b.dir("/new/etc")
	b.mount("tmpfs", "/new/etc", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755")
	b.entries("/old/etc", "/new/etc", strings.Fields(ofTheLab)...)
	b.dir("/new/etc/kubernetes")
	b.writable("/lab", "etc/kubernetes", "/new/etc/kubernetes")
	b.file("/new/etc/hosts", hostsFile(), 0o644)
	b.file("/new/etc/hostname", s.Hosts[0]+"\n", 0o644)
	b.file("/new/etc/resolv.conf", "", 0o644)
}

// hostsFile names all hosts that there may be.
func hostsFile() string {
	var text strings.Builder
	text.WriteString("127.0.0.1 localhost\n::1 localhost ip6-localhost\n")
	for number := 1; number <= labdir.MaxHosts; number++ {
		fmt.Fprintf(&text, "%s %s\n", labdir.HostAddress(labdir.Name(number)), labdir.Name(number))
	}
	text.WriteString(labdir.WorkerAddress + " " + labdir.Worker + "\n")
	return text.String()
}

func (b *builder) variable() {
	b.dir("/new/var")
	b.mount("tmpfs", "/new/var", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755")
	b.same("/old/var/cache", "/new/var/cache")
	b.link("/run", "/new/var/run")
	b.link("/run/lock", "/new/var/lock")
	for _, name := range []string{"lib", "log", "tmp"} {
		b.dir("/new/var/" + name)
		b.writable("/lab", "var/"+name, "/new/var/"+name)
	}
	b.do("open /var/tmp", func() error { return os.Chmod("/new/var/tmp", 0o777|os.ModeSticky) })
}

// labInside is where the first process finds what it builds further hosts on: nobody can put another in its place.
const labInside = labdir.InsideDir + "/lab"

func hostnameFile(name string) string { return labdir.InsideDir + "/" + name }

// seal makes what the machine tells programs unchangeable.
func seal() error {
	return unix.MountSetattr(unix.AT_FDCWD, labdir.InsideDir, 0, &unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY})
}

// run makes /run, and tells programs there which machine they are in.
func (b *builder) run(s Settings) {
	b.dir("/new/run")
	b.mount("tmpfs", "/new/run", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755")
	b.dir("/new/run/lock")
	b.dir("/new" + labdir.InsideDir)
	b.mount("tmpfs", "/new"+labdir.InsideDir, unix.MS_NOSUID|unix.MS_NODEV, "mode=0755,size=1m")
	b.dir("/new" + labInside + "/" + labdir.HostsName)
	b.writable("/lab", labdir.HostsName, "/new"+labInside+"/"+labdir.HostsName)
	for number := 1; number <= labdir.MaxHosts; number++ {
		b.file("/new"+hostnameFile(labdir.Name(number)), labdir.Name(number)+"\n", 0o644)
	}
	b.file("/new"+Program, "", 0o755)
	b.bind("/old"+s.Program, "/new"+Program)
	if s.Server != "" {
		b.kubernetes(s)
	}
	data, err := json.Marshal(labdir.Inside{Lab: s.Lab, Home: s.Home})
	b.do("describe the machine", func() error { return err })
	b.file("/new"+labdir.InsideFile, string(data), 0o644)
}

// kubernetes shows Kubernetes' own programs, by the names that they have everywhere.
func (b *builder) kubernetes(s Settings) {
	b.dir("/new" + labdir.InsidePrograms)
	for name, file := range map[string]string{labdir.APIServer: s.Server, "kubectl": s.Kubectl} {
		b.file("/new"+labdir.InsidePrograms+"/"+name, "", 0o755)
		b.bind("/old"+file, "/new"+labdir.InsidePrograms+"/"+name)
	}
}

func (b *builder) devices() {
	b.dir("/new/dev")
	b.mount("tmpfs", "/new/dev", unix.MS_NOSUID|unix.MS_STRICTATIME, "mode=0755")
	for _, name := range []string{"null", "zero", "full", "random", "urandom", "tty"} {
		b.device(name)
	}
	b.dir("/new/dev/pts")
	b.mount("devpts", "/new/dev/pts", unix.MS_NOSUID|unix.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620")
	b.link("pts/ptmx", "/new/dev/ptmx")
	b.dir("/new/dev/shm")
	b.mount("tmpfs", "/new/dev/shm", unix.MS_NOSUID|unix.MS_NODEV, "mode=1777")
	for name, to := range map[string]string{"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"} {
		b.link("/proc/self/"+to, "/new/dev/"+name)
	}
}

// kernel makes /proc and /sys. Real root owns the switches of the kernel even without privileges: for it, too,
// they are out of reach.
func (b *builder) kernel() {
	b.dir("/new/proc")
	b.mount("proc", "/new/proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, "")
	b.do("keep the network's switches", keepNetworkSwitches)
	b.do("refuse further user namespaces", refuseUserNamespaces)
	list, err := os.ReadDir("/new/proc")
	b.do("look at /proc", func() error { return err })
	for _, entry := range list {
		if name := entry.Name(); isSwitch(name) {
			path := "/new/proc/" + name
			b.bind(path, path)
			b.fixed(path)
		}
	}
	b.dir("/new/sys")
	if unix.Mount("sysfs", "/new/sys", "sysfs", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC|unix.MS_RDONLY, "") != nil {
		b.bind("/old/sys", "/new/sys")
	}
	b.fixed("/new/sys")
}

// isSwitch reports whether an entry of /proc is neither a process, nor about processes, nor a link.
func isSwitch(name string) bool {
	info, err := os.Lstat("/new/proc/" + name)
	if err != nil || info.Mode()&os.ModeSymlink != 0 || name[0] >= '0' && name[0] <= '9' {
		return false
	}
	return info.IsDir() || info.Mode().Perm()&0o222 != 0
}

// networkSwitches is /proc/sys/net while it could still be written.
var networkSwitches *os.Root

// refuseUserNamespaces keeps everybody in the machine from making a user namespace, in which he would have all
// privileges: among others to mount the host's control groups, and so to stop its processes. The switch is of this
// namespace alone.
func refuseUserNamespaces() error {
	return os.WriteFile("/new/proc/sys/user/max_user_namespaces", []byte("0"), 0)
}

func keepNetworkSwitches() (err error) {
	networkSwitches, err = os.OpenRoot("/new/proc/sys/net")
	return err
}

// homes shows the user's home and the lab's directory where they are outside.
func (b *builder) homes(s Settings) {
	if s.Home != "" {
		b.dir("/new" + s.Home)
		b.writable("/old"+s.Home, "", "/new"+s.Home)
	}
	if s.Home != "" && strings.HasPrefix(s.Lab+"/", s.Home+"/") {
		hidden := "/new" + s.Lab + "/" + labdir.OutsideName
		b.mount("tmpfs", hidden, unix.MS_NOSUID|unix.MS_NODEV|unix.MS_RDONLY, "mode=0500,size=4k")
		return
	}
	for _, name := range labdir.Shared {
		b.dir("/new" + s.Lab + "/" + name)
		b.writable("/lab", name, "/new"+s.Lab+"/"+name)
	}
}

// tools puts the lab's tools before those of the host.
func (b *builder) tools(s Settings) {
	dirs := []string{"/new" + labdir.InsideDir + "/bin"}
	b.dir(dirs[0])
	if exists("/old/usr/local/bin") {
		b.dir("/new" + labdir.InsideDir + "/host-bin")
		b.bind("/old/usr/local/bin", "/new"+labdir.InsideDir+"/host-bin")
		b.writable("/lab", "usr/local/bin", "/new/usr/local/bin")
		b.linkHostTools("/new/usr/local/bin")
		dirs = append(dirs, "/new/usr/local/bin")
	}
	for _, name := range labdir.Lookalikes {
		b.link(Program, dirs[0]+"/"+name)
	}
	for _, dir := range dirs {
		for _, name := range labdir.Tools {
			if !exists(dir + "/" + name) {
				b.link(Program, dir+"/"+name)
			}
		}
		if s.Server != "" && !exists(dir+"/"+labdir.APIServer) {
			b.link(labdir.InsidePrograms+"/"+labdir.APIServer, dir+"/"+labdir.APIServer)
		}
	}
}

// linkHostTools links what the host has in /usr/local/bin, and forgets what it has no more.
func (b *builder) linkHostTools(dir string) {
	const from = labdir.InsideDir + "/host-bin/"
	list, _ := os.ReadDir(dir)
	for _, entry := range list {
		to, err := os.Readlink(dir + "/" + entry.Name())
		if err == nil && strings.HasPrefix(to, from) && !exists("/new"+to) {
			os.Remove(dir + "/" + entry.Name())
		}
	}
	list, _ = os.ReadDir("/old/usr/local/bin")
	for _, entry := range list {
		if !exists(dir + "/" + entry.Name()) {
			b.link(from+entry.Name(), dir+"/"+entry.Name())
		}
	}
}
