package catalogue

import (
	"strings"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/lab/journal"
)

// access are exercises about who may do what.
var access = []*spec{&usersRoles}

var usersRoles = spec{
	id: "users-roles", part: exercise.Beyond, members: 1,
	scope: evidence.Scope{Keys: []string{"shop/", "safe/"},
		Commands: []string{"etcdctl user ...", "etcdctl role ...", "etcdctl auth ...",
			"etcdctl put shop/* *", "etcdctl put safe/* *"}},
	leftovers: exercise.Leftovers{Keys: []string{"shop/*", "safe/*"}, Users: []string{"ann", "root"},
		Roles: []string{"shop", "root"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("Authentication switched on.", "开启认证。"),
			t("First users and roles, then: etcdctl auth enable", "先创建用户和角色，然后：etcdctl auth enable"),
			"etcdctl auth enable")
		g.then(t("shop/apples put by ann.", "ann 写入 shop/apples。"),
			t("etcdctl --user ann:PASSWORD put shop/apples 3", "etcdctl --user ann:密码 put shop/apples 3"),
			"etcdctl put shop/* * --user=ann*")
		g.command(denied, t("safe/gold denied to ann.", "拒绝 ann 写入 safe/gold。"),
			t("Give the role shop a prefix, shop/, and nothing more: etcdctl role grant-permission shop --prefix=true readwrite shop/",
				"只给角色 shop 前缀 shop/：etcdctl role grant-permission shop --prefix=true readwrite shop/"),
			[]string{"etcdctl put safe/* * --user=ann*"})
		g.then(t("Authentication switched off again.", "再关闭认证。"),
			t("etcdctl --user root:PASSWORD auth disable", "etcdctl --user root:密码 auth disable"),
			"etcdctl auth disable")
		g.Need(!e.Auth.Enabled, t("Authentication is on.", "认证处于开启状态。"),
			t("Authentication off at the end.", "最后认证关闭。"),
			t("etcdctl --user root:PASSWORD auth disable", "etcdctl --user root:密码 auth disable"))
		g.Readable(e, evidence.GapAuth)
		if g.Open() {
			g.permitted()
		}
		g.exists("shop/apples", "",
			t("etcdctl --user ann:PASSWORD put shop/apples 3", "etcdctl --user ann:密码 put shop/apples 3"))
		return g.Verdict()
	},
}

// denied reports whether a put was refused to a user that etcd knows: a wrong password and a full database refuse it too.
func denied(c evidence.Command) bool {
	return refused(c) && len(c.Alarms) == 0 && (c.Login == journal.Right || c.Login == journal.Prompt)
}

// permitted requires that the role shop reaches what begins with shop/ and nothing else.
func (g *grader) permitted() {
	hint := line("etcdctl role grant-permission shop --prefix=true readwrite shop/")
	for _, role := range g.e.Auth.Roles {
		if role.Name != "shop" {
			continue
		}
		for _, p := range role.Permissions {
			g.Need(strings.HasPrefix(p.Key, "shop/") && (p.End == "" || p.End <= "shop0" && p.End > p.Key),
				t("The role shop permits %s from %q to %q.", "角色 shop 允许 %s，从 %q 到 %q。", p.Kind, p.Key,
					p.End),
				t("Keys below shop/ only.", "只有 shop/ 之下的键。"), hint)
		}
		if g.Open() {
			g.Saw(t("the role shop with %d permission(s)", "角色 shop，有 %d 项权限", len(role.Permissions)))
		}
		return
	}
	g.Need(false, t("There is no role shop.", "没有角色 shop。"), t("The role shop.", "角色 shop。"), hint)
}
