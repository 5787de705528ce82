package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/journal"
)

var accessWorks = []*work{
	{
		id: "users-roles",
		commands: []string{"etcdctl user add root:***", "etcdctl user grant-role root root", "etcdctl user add ann:***", "etcdctl role add shop",
			"etcdctl role grant-permission shop --prefix=true readwrite shop/", "etcdctl user grant-role ann shop", "etcdctl auth enable",
			"etcdctl --user ann:*** put shop/apples 3", "! etcdctl --user ann:*** put safe/gold 1", "etcdctl --user root:*** auth disable"},
		lab: all(key("shop/apples", "3"), func(e *evidence.Evidence) {
			onEach("etcdctl put safe/gold *", func(c *evidence.Command) { c.Login = journal.Right })(e)
			e.Auth.Roles = []evidence.Role{{Name: "root"}, {Name: "shop", Permissions: []evidence.Permission{{Kind: "READWRITE", Key: "shop/", End: "shop0"}}}}
		}),
		mistakes: []mistake{
			{"never on", without("etcdctl auth enable"), notPassed, "etcdctl auth enable"},
			{"too much permitted", succeeding("etcdctl put safe/gold *"), notPassed, "and nothing more"},
			{"the whole store", func(e *evidence.Evidence) { e.Auth.Roles[1].Permissions[0].Key = "" }, notPassed, "Keys below shop/ only"},
			{"left on", func(e *evidence.Evidence) { e.Auth.Enabled = true }, notPassed, "Authentication is on"},
			{"wrong password", onEach("etcdctl put safe/gold *", func(c *evidence.Command) { c.Login = journal.Wrong }), notPassed, "and nothing more"},
			{"etcd was down", onEach("etcdctl put safe/gold *", func(c *evidence.Command) { c.Login = "" }), notPassed, "and nothing more"},
			{"full database", onEach("etcdctl put safe/gold *", func(c *evidence.Command) { c.Alarms = []string{"NOSPACE"} }), notPassed, "and nothing more"},
			{"as root", instead("etcdctl put shop/apples *", "etcdctl --user root:*** put shop/apples 3"), notPassed, "--user ann"},
		},
	},
}
