package account

// The settings of shells. The prompt is the handout's.
const (
	bashrc = `PS1='[\u@\h \W]\$ '
alias ls='ls --color=auto'
alias ll='ls -l --color=auto'
HISTFILE=~/.bash_history
[ -r /usr/share/bash-completion/bash_completion ] && . /usr/share/bash-completion/bash_completion
`
	bashProfile = `[ -r ~/.bashrc ] && . ~/.bashrc
`
	profile = `PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin:/run/raftlab/bin
export PATH
PS1='[root@'$(hostname)' $(basename "$PWD")]# '
`
	zshrc = `PROMPT='[%n@%m %1~]%# '
alias ll='ls -l --color=auto'
HISTFILE=~/.zsh_history
SAVEHIST=1000
HISTSIZE=1000
setopt interactivecomments
unsetopt nomatch
`
	fishConfig = `set -g fish_greeting
function fish_prompt
    echo -n '['$USER@(hostname)' '(prompt_pwd)']# '
end
alias ll 'ls -l --color=auto'
`
)

// tomcat is the file of the handout's drill.
const tomcat = `apiVersion: v1
kind: Pod
metadata:
  name: tomcat
  labels:
    app: tomcat
spec:
  containers:
  - name: tomcat
    image: tomcat:9
    ports:
    - containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: tomcat
spec:
  selector:
    app: tomcat
  ports:
  - port: 8080
    targetPort: 8080
`
