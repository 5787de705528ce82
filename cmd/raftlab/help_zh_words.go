package main

// chineseWords are what a command's help says in Chinese.
type chineseWords struct {
	short string
	more  []string // paragraphs; nil: the short words say all
}

// chineseCommands are the words of all commands that people type, by their path.
var chineseCommands = map[string]chineseWords{
	"raftlab": {"运行 Raft 选举，观察它，检验它", []string{
		"raftlab 在虚拟时间里运行 Raft 服务器集群，用的是 etcd 的 Raft 代码，并说明发生了什么、为什么。同一个场景、同一个种子，在任何机器上得到同样的运行。",
		"结果写到标准输出，错误写到标准错误。只有终端上才有颜色，设置了 NO_COLOR 则没有；可用 --color 另行指定。在终端上，过长的行在词间折行。RAFTLAB_LANG=zh 等于给每条命令加上 --lang zh。",
		"退出码：0 全部成立；1 有预期不成立或安全性质被违反；2 用法或输入有误；3 文件无法读写；4 未检验（没有发生能判定的事）；70 raftlab 自身有缺陷，请报告；130 被中断。"}},
	"raftlab run": {"运行一个场景，说明发生了什么、为什么", []string{
		"先逐行打印事件，然后是报告、场景的各项预期和看到的情况、预测题的答案、轨迹的摘要，以及重现这次运行的命令。",
		"SCENARIO 是内置场景的名字。FILE 是你自己的场景，文件名以 .yaml 或 .yml 结尾，或含有斜线。- 表示从标准输入读取场景。使用 --trace - 时轨迹写到标准输出，其余写到标准错误。",
		"使用 -o json 时结果是一个文档，其中的时间以纳秒为单位。",
		"--step 在脚本中再加一步，写法与文件中相同，带 at 或 when；此前的一切不变。这时只判定安全性，也不再有预测题。",
		"--seeds A-B 对每个种子各运行一次，只打印各项预期在多少次运行中成立，以及第一个不成立的种子。",
		"文件完整之后才以其名字出现。被中断时不留下任何文件，退出码为 130。"}},
	"raftlab show": {"打印内置场景的文件", []string{"原样打印：要点、脚本、预测题和预期。可以复制、修改、运行。"}},
	"raftlab list": {"按课程顺序列出内置场景", []string{}},
	"raftlab demo": {"看两分钟的演示", []string{
		"五台服务器选出领导者，领导者宕机，你会看到发生了什么、代价是多少、检查了什么。然后是五百次宕机的统计，以及在真实 etcd 上的一个练习，它在临时目录中运行，之后删除。演示在当前目录画一幅图。在终端上，每一步之后等待回车或几秒钟。"}},
	"raftlab play": {"生成一个页面，可以播放、停下、倒回并改变一次运行", []string{
		"生成一个页面，可以播放、停下、倒回并改变一次运行：一个 HTML 文件，不需要网络和服务器。模拟器就在其中，所以每次点击改变运行，都会重新运行，页面还给出做同样事情的命令。",
		"没有 -f 时页面写到临时文件，并由浏览器打开；没有浏览器则打印文件名。保存的轨迹得到一个小页面，只播放那次运行。把 WebAssembly 模块（你自己的 Raft）拖到页面上，它就扮演其中的服务器。没有参数时页面从 leader-crash 开始；使用 --course 时，场景按课编号。"}},
	"raftlab plot": {"画出一次运行、保存的轨迹或保存的试验结果", []string{
		"文件的结尾决定格式：svg、png 或 pdf。同样的运行得到同样的字节。",
		"运行和轨迹的图：focus 上面是缩小的整次运行，下面是最能说明问题的一段（先看被违反的性质，再看不满足线性一致性的答复，再看第一位领导者之后最长的一段没有领导者的时间）；timeline 是整次运行或其中一段；terms 是每台服务器的任期随时间的变化；messages 是一段运行，每条消息都有标注；states 是 Raft 的各个角色，以及这次运行进入各角色的次数和时长。--from、--to 和 --election 选择另一段。",
		"试验结果的图，与 raftlab trials --figure 相同：cdf 是到某个时刻已有领导者的试验所占的比例，每种设置一条线；histogram 是试验时间的分布；splits 是有争票任期的试验数，随最后一个变化的设置；timeouts 是预期没有领导者的时间，随最后一个变化的设置。"}},
	"raftlab trials": {"把一个场景运行许多次，说明多久没有领导者", []string{
		"每次试验运行场景直到所测的区间结束：从文件中 measure 所说的，或领导者第一次宕机，到下一位领导者。第 i 次试验只取决于种子和 i，所以结果与工作线程和分片的数目无关。到场景结束仍未到达区间终点的试验算作未完成，并看作比其他试验都慢；这时平均值是一个界，每一行都写明它统计的是哪些试验。分位数 p 需要 10/(1-p) 次试验，否则显示 -，在 JSON 中是 null。两个候选人得过票而无人当选的任期叫争票任期。",
		"使用 --expect 时，每次试验运行到场景结束，不测量，而是判定它的各项预期：每项在多少次试验中成立，以及第一个不成立的试验。全部试验中全部成立，退出码为 0；有一项在某次试验中不成立，为 1；否则为 4。raftlab run --seeds 用你选择的种子做同样的事。",
		"研究 common-job、figure-16、split-vote-theory 和 wan 重做已发表的实验，并打印发表的值、这里测到的值和两者之差。没有 --vary 时，变化的就是当时变化的设置。",
		"平均值、最大值、计数和总和是精确的；分位数的误差最多 0.1 %。使用 -o json 时，时间以毫秒为单位。文件完整之后才以其名字出现。被中断时试验结束，打印已有的结果，不留下文件，退出码为 130。安全性被违反时退出码为 1。使用 --exit-zero 时，不论结果如何都是 0；输入有误（2）、文件无法写入（3）和中断（130）仍保持原来的退出码。",
		"--shard job/16 用于 Kubernetes Indexed Job 的 Pod：十六个分片中编号为 JOB_COMPLETION_INDEX 加一的那个，因为 Kubernetes 从 0 数起。"}},
	"raftlab quiz": {"这个引擎缺了 Raft 的哪条规则？一次运行，四条规则，一个答案", []string{
		"给出一次违反 Raft 保证的短运行和四条规则。回答会被评判并解释，注明论文章节和那次运行。种子就是题号，换一个种子就是另一题。",
		"在终端上会等待回答；否则从标准输入读取，或由 --answer 给出：选项的编号，或规则的名字。没有回答时只打印题目。--free 不列出规则。",
		"--list 列出题库，--question 提问其中一题：课程的某个场景里会发生什么？由那个场景的运行来判定。",
		"--plot 画出运行，-f 生成播放它的页面；回答之前，两者都不显示引擎、标题和命令。-o json 的回答可由 raftlab grade 评分。回答错误时退出码为 1。"}},
	"raftlab hunt": {"寻找违反 Raft 保证的运行，并把它缩到最短", []string{
		"依次尝试由故障和命令组成的随机调度，直到某条安全性质被违反；然后删去一切可以删去、而同一性质仍被违反的东西。剩下的是一个场景，可以运行、画出、播放和修改。",
		"使用 --break 时，textbook 引擎去掉论文的一条规则，得到的运行说明这条规则有什么用：保留该规则时，同样的运行不违反任何性质。没有 --break 时寻找的是完整引擎的错误，找到就是新发现。写错规则名会列出全部规则：raftlab hunt --break。",
		"每个调度先抽取集群，再抽取究竟有哪几种故障。给出场景时，所有调度都用它的集群和步骤。编号最小的违反者就是结果，因此与工作线程数无关。使用 --time 时到时结束，更快的机器会走得更远。覆盖是每第 16 个调度中见到的情形数：故障的种类、它碰到的服务器的角色，以及此后某台服务器改变角色、决定投票或忽略消息的原因。",
		"使用 --property linearizable 时，客户端读写状态机，并判定它们得到的答复：通过 ReadIndex 和日志读；加上 --assumptions broken 时也直接从服务器自身的状态读，以及凭租约读。关于读的规则（如 read-through-the-leader）也这样判定。",
		"使用 --property liveness 时，问题是集群能否继续：所有故障结束之后，必须选出领导者，并在 10 s 内提交客户端此后发给所有服务器的某条命令。使用 liveness-with-a-majority 时，只有彼此听得到的多数派的故障结束，其余服务器仍只被一部分服务器听到。去掉规则后不能继续、保留规则时能继续，就算找到。没有 --break 时也抽取设置：固定的选举超时、有没有 PreVote 和 CheckQuorum。",
		"你自己的程序也可以：--engine exec:./my-raft。每台服务器、每个工作线程各启动一个进程。程序违反协议则寻找结束，退出码与 raftlab run 相同。程序违反图 2 的某句话时给出警告。",
		"使用 --assumptions broken 时，磁盘还会遗忘和说谎。此时 Raft 的保证不必成立，找到的结果会说明这一点。",
		"--result 把寻找的内容、结果和找到的场景保存为 JSON。一台机器不够时可以分开：每个分片寻找一部分调度并保存结果，raftlab merge 把全部结果合成一次完整寻找的结果，逐字节相同。--shard job/16 用于 Kubernetes Indexed Job 的 Pod，--emit kubernetes-job 会打印这样的 Job。",
		"找到时退出码为 1，没有找到为 0；使用 --exit-zero 时都是 0。被中断时打印进行到哪里，或目前最短的运行，退出码为 130。"}},
	"raftlab try": {"检验你自己写的 Raft，任何语言都可以", []string{
		"每台服务器启动一次 PROGRAM。服务器上发生的每件事，它都得到一行 JSON，并回答一行：协议见 docs/reference/own-raft.md。时间、随机数、网络、磁盘和宕机都由 raftlab 掌握，所以失败可以重复。",
		"共有四个部分，各有场景和随机的故障调度：A 选举，B 复制，C 持久化，D 程序声明的 PreVote、CheckQuorum、领导权转移和快照（不计分）。报告的是每部分的第一个失败：某一步违反了 Raft 论文图 2 的哪句话，或违反了哪项保证。失败的调度会先被缩短。失败留下一个场景文件和一幅图，以及重现它的命令。",
		"选项写在 PROGRAM 之前；程序自己有选项时，在它前面写 --，如 raftlab try -- python3 -u raft.py，后面的都属于程序。",
		"以 .wasm 结尾的文件是 WebAssembly 模块，在沙箱中运行：没有文件、网络、时钟和随机数。",
		"使用 --starter 时不检验：DIR 得到一个可以开始的程序，它会说协议，但通不过 A 部分。",
		"退出码：0 全部成立；1 有失败；3 没有及时答复，这什么也不能证明。被中断时打印已有的结果，退出码为 130。"}},
	"raftlab merge": {"把试验的各个分片合成一个结果", []string{
		"把试验或寻找的各个分片合成一个结果，与一次全部运行时 --result 保存的逐字节相同：寻找的结果是编号最小的那个。每个分片都必须在，且只有一份，并属于同样的试验或寻找。",
		"结果打印出来，或用 --result 保存。如果没有 shell 把通配符换成文件名（如 Windows，或没有 shell 的容器），merge 自己来：raftlab merge 'shard-*.json'。"}},
	"raftlab export": {"把一次运行写成其他工具的格式", []string{
		"把一次运行写成其他工具的格式：保存的轨迹，或者场景（会先运行它）。- 表示从标准输入读取轨迹。",
		"格式 perfetto：整次运行的 Trace Event JSON，供 ui.perfetto.dev 使用，包含角色，消息画成流。",
		"格式 shiviz：一段运行的带向量时钟的日志，供 ShiViz 使用。",
		"格式 mermaid：一段运行的时序图，供 Markdown 使用。",
		"格式 csv：整次运行的一张表，用 --table 选择 roles、outages、elections、messages、commands 或 operations。",
		"格式 porcupine：一个页面，由 Porcupine 画出并判定客户端命令的历史。",
		"格式 tla：etcd 的 Raft 的每一次状态转移，供其 TLA+ 规约使用；只用于场景，并需要专门构建的 raftlab。",
		"没有 --from、--until 和 --election 时，一段运行就是最能说明问题的那一段，与 raftlab plot 相同。没有 -f 时结果写到标准输出。"}},
	"raftlab gallery": {"写出课程的全部图，带图注", []string{
		"在一个新目录中写出课程的全部图：每个场景一幅，各课的图，以及一个页面 index.html，显示全部图、图注和画图的命令，不需要网络。各课的图是 SVG；--format 可让各场景的图为 PNG 或 PDF，用于幻灯片。"}},
	"raftlab course": {"阅读课程，查看自己完成了什么", []string{
		"按编号或名字阅读一课；不写课则列出各课和实验环境的各部分，以及其练习是否完成。--html 把整个课程、术语表和参考写成页面，不需要网络即可在浏览器中打开；如果这个程序带有模拟器，还包括播放运行的页面。"}},
	"raftlab course task": {"打印一课的练习所用的文件", []string{
		"打印练习开始时的场景文件，expect: 下面是要达到的预期。以课的编号命名、放在一个目录里的这些文件，就是 raftlab grade --tasks 所需的。"}},
	"raftlab course check": {"检查一课的练习", []string{
		"检查一个场景文件是不是练习的答案，是则记下。以练习的预期为准，而不是文件里 expect: 下面的。换任何种子都必须成立的，用 200 个种子来试；第 3 课只看一次运行，可带 --seed。第 8 课在实验环境中完成，没有文件。第 11 课的文件是一次测量（raftlab lab elections -n 20 -o json），根据其中的各次选举重新比较。"}},
	"raftlab glossary": {"解释一个词", []string{"解释 Raft 或 raftlab 的一个词，并注明在哪里继续阅读：P 指 Raft 论文，T 指博士论文。不写词则显示全部。写词的一部分，会找出所有含有它的词。"}},
	"raftlab check": {"核对保存的轨迹，并重新检查其安全性", []string{
		"轨迹必须完整：逐行核对 crc、事件的顺序、运行的结尾和摘要。然后根据其中的事件重新检查 Raft 论文图 3 的五条性质以及支撑它们的规则（投票、任期、日志、磁盘上有什么、状态机应用了什么），不管轨迹里写着什么结论。格式 1 的轨迹不含磁盘和状态，这几项因此未检验。",
		"场景有意违反某条性质时，这里同样报告违反：check 只陈述事实。",
		"使用 --linearizable 时还由 Porcupine 判定客户端得到的答复：它们能否来自一份逐条执行命令的日志，每条命令都在提问与答复之间生效。没有答复的命令一直未决到最后。得到答复的命令少于两条，或 --within 先到，则为未检验。raftlab export --to porcupine 可以画出它。客户端读写键值状态机时，判定的就是这些操作：它们能否逐个依次完成。"}},
	"raftlab grade": {"为全班交来的作业评分", []string{
		"DIR 中每个学生一个目录，里面是运行的结果（raftlab run my.yaml -o json > my.json）、所运行的场景文件，以及实验报告（raftlab lab report -o json > report.json）。",
		"每次运行都重新运行一遍：用学生的文件或内置场景，以及结果中写明的种子、引擎和设置。重新运行得不到的结果是伪造。实验报告根据其中的证据重新评分，几个学生交来的同样的证据是雷同。",
		"使用 --tasks 时以教师文件中的预期为准，并说明学生改了什么。结果按场景的名字对应题目；有几道题用同一个场景时，按文件名：3.json 对应 3.yaml。课程的题目（raftlab course task 2 > tasks/2.yaml）与 raftlab course check 一样用 200 个种子评判；--task-seeds 让其他题目也这样评判。",
		"字节相同的结果、场景文件和程序会指明与谁相同；相同的脚本得到相同的结果，所以也要看场景文件。仍与发下去时一样的文件不算任何人的。由 raftlab lab do 做的练习是演示，不计入。",
		"有运行或题目不成立，或有缺交、伪造、雷同、无法核对的，退出码为 1。通过了多少实验练习不影响退出码。"}},
	"raftlab version": {"打印 raftlab、模拟器和 Raft 库的版本", []string{"同一个场景、同一个种子得到不同的运行时，模拟器的版本就会提高。"}},

	"raftlab lab": {"本机上真实的 etcd，以及 Kubernetes 课程的练习", []string{
		"实验环境运行 kubeadm 控制平面的 etcd：真实的 etcd、双向 TLS、静态 Pod 清单，以及扮演 kubelet 的 supervisor。在 Linux 上它是一台独立的机器 k8s-master01（192.168.128.11），课程中的路径和地址在那里都是真的，主机的其余部分只读。在其他系统上，或不允许使用命名空间时，它在回环地址上运行，只占一个目录。它在后台运行，直到 raftlab lab down。"}},
	"raftlab lab up": {"启动或修复实验环境，成员可用时返回", []string{
		"启动实验环境：证书、清单、成员。已在运行的实验环境会被修复：宕机或停住的成员回来，被杀的 supervisor 留下的东西被清理。停止过的实验环境带着它的数据继续。清单被移走的成员保持停止。",
		"使用 --kubernetes 时，实验环境从此在 etcd 前面有 Kubernetes 自己的 kube-apiserver，shell 里有 Kubernetes 自己的 kubectl。这两个程序在 raftlab 旁边寻找，或在 RAFTLAB_KUBE 指出的目录中寻找；make kube 可以构建它们。"}},
	"raftlab lab down": {"停止实验环境中运行的一切", []string{
		"停止 supervisor 和所有成员。目录保留数据、证书和端口，raftlab lab up 可以从那里继续；--purge 删除实验环境创建的一切。"}},
	"raftlab lab status": {"显示什么在哪里运行", nil},
	"raftlab lab wait": {"等待成员可用，或已停止", []string{
		"healthy：这个成员（或每个有清单的成员）按其清单运行并提供服务。",
		"stopped：这个成员（或任何成员）都没有进程留下。"}},
	"raftlab lab shell": {"打开一个 shell，课程的命令在其中可用", []string{
		"启动 $SHELL，没有则启动 sh。实验环境是独立的机器时，你是 k8s-master01 上的 root，如果那里有同样的目录就在其中，否则在家目录。在回环地址上，你在实验环境的目录中，/etc/kubernetes、/var/lib/etcd 和 https://192.168.128.11:2379 代表实验环境中的对应物，只对它的工具有效。etcdctl、etcdutl 和 kubectl 认识这个集群。退出码原样传出。"}},
	"raftlab lab env": {"打印实验环境 shell 的环境变量，供另一个 shell 使用", nil},
	"raftlab lab exercises": {"列出练习和你的进度", []string{
		"按课程顺序列出练习，以及在这个实验环境中通过了哪些。H1 到 H7 是课程讲义的各部分。有些练习需要三个成员的实验环境。"}},
	"raftlab lab show": {"打印一个练习的任务和提示", []string{
		"打印一个练习：任务、讲义原来的命令、今天的 etcd 有何不同，以及提示。使用 --steps 时还打印完成它的命令、每一行要看什么，以及解释。"}},
	"raftlab lab do": {"在你眼前做一个练习并评分", []string{
		"把一个练习恢复到开始状态，一行接一行地输入它的命令，并说明每一行要看什么，最后为所做的事评分。这些命令就是练习页面上的那些。$2 是第二个终端。",
		"Ctrl-C 会结束它，并把练习恢复到开始状态。"}},
	"raftlab lab check": {"根据实验环境中看到的情况为练习评分", []string{
		"为练习评分。算数的是证据：etcd 自己的历史、它的成员、实验环境的文件，以及在实验环境的 shell 中运行过的命令的记录。检查不改变集群。",
		"通过了就一直算通过：后面的练习可能会拿走它的证据。raftlab lab reset 可以重新开始。",
		"退出码：0 通过；1 未通过；3 实验环境没有运行；4 尚不能判定。"}},
	"raftlab lab reset": {"把一个练习恢复到开始状态", []string{
		"拿走一个练习在实验环境中留下的东西：它的键、文件、告警、用户、成员；别的一概不动。它拿走的东西会回来：清单、成员、数据目录。通过的记录会被忘掉，只有此后做的才算数。"}},
	"raftlab lab report": {"写出要交的报告", []string{
		"为所有适合这个实验环境的练习评分并写出报告：版本、时间，以及每个练习的结论和它所依据的证据。收到报告的人可以对 JSON 形式重新评分。输入过的密码不在其中。"}},
	"raftlab lab elections": {"测量真实 etcd 的选举，并模拟同样的选举", []string{
		"一次又一次拿走领导者，并从成员自己的日志读出多久没有领导者：从领导者的连接断开、它被停住、转移开始或分区形成，直到另一个成员成为领导者。然后用同样的计时器模拟，延迟和 fsync 取自这些日志，并比较两个分布。",
		"距离是两个分布之间的最大差（Kolmogorov 和 Smirnov）。超过临界值则拒绝这个模型；没有超过，模型仍可能是错的。所以也比较另外几个错误的模型，并打印这么少的选举不能拒绝其中哪些。使用实验环境自己的计时器，250 次选举大约三分钟。其间不要做别的事：心跳发得晚时，测到的是计算机而不是 Raft。Ctrl-C 会报告已有的结果。结束后实验环境与之前一样。"}},
	"raftlab lab observe": {"从成员的日志说明真实 etcd 做了什么：文字、轨迹、图", []string{
		"读取成员和 supervisor 的日志，像 raftlab run 对模拟那样说明发生了什么：谁参选、为什么、谁投了票、谁当了领导者。raftlab check 和 raftlab plot 可以使用得到的轨迹。已停止的实验环境也可以观察。",
		"日志对选举的记录精确到微秒，但不记录心跳、计时器、日志条目和磁盘：依赖这些的性质未检验。真实服务器做过的事不能重复：没有种子。"}},
	"raftlab lab play": {"在播放页面中实时显示真实的 etcd，点击即可破坏它", []string{
		"打开一个页面，实时显示真实的 etcd 在做什么：集群、事件及其原因、时间带。点击成员使它宕机、停住或重启，点击连线把它切断，还可以写入和读取键。页面可以停下、倒回，集群继续运行；同样的情形可以在模拟器中打开。",
		"页面只给这台计算机使用：它在回环地址上提供，只有知道带令牌的地址才能进入，并且只在这条命令运行期间有效。可以同时打开几个页面，它们显示的都一样。"}},
	"raftlab lab manifest": {"打印成员加入集群所用的静态 Pod 清单", []string{
		"打印一个成员的清单，根据集群现在的成员生成。实验环境还不认识的成员先得到端口和证书。清单放到 supervisor 查看的地方才生效：实验环境目录中的 etc/kubernetes/manifests。"}},
	"raftlab lab member": {"让一个成员宕机、停住、恢复", []string{
		"crash 就是 SIGKILL，成员不再运行，直到 restart。pause 就是 SIGSTOP：进程还在，但什么也不做。"}},
	"raftlab lab network": {"切断、减慢、恢复成员之间的网络", []string{
		"成员之间的网络故障。被切断的成员所发的一切都会悄悄消失，与损坏的网络一样：没有人得到通知，已打开的连接会挂起。故障持续到恢复，或实验环境停止。",
		"成员可以写成 k8s-master02、master02 或 2；能写成员的地方也能写列表：1,2。在回环地址上，成员通过实验环境的代理互相连接，代理扣住被切断的数据；那里没有可以丢的包。"}},
	"raftlab lab snapshot": {"核对、加密、解密、恢复快照", []string{
		"etcdctl snapshot save 留给别人做的事：确认文件完整、保密，以及恢复时不危及现有的数据。",
		"不会覆盖任何文件：产生的文件完整之后才以其名字出现。"}},
	"raftlab lab snapshot verify": {"说明快照是否完整", []string{
		"把每个文件末尾的 SHA-256 与它前面的数据库的 SHA-256 相比，而 etcdutl snapshot status 并不这样做；文件不完整时说明它出了什么事。有一个不完整，退出码就是 1。"}},
	"raftlab lab snapshot keygen": {"生成密钥，与 age-keygen 相同", []string{
		"把新的 age 密钥写入一个尚不存在的文件，并打印它的公开部分。用公开部分加密的内容由这个文件解密：不要把它和快照放在一起。"}},
	"raftlab lab snapshot encrypt": {"用 age 加密快照", []string{
		"用 age（age-encryption.org）把完整的快照加密成 FILE.age，给密钥的拥有者，或知道口令的人。FILE 本身保留。etcd 的工具都不加密：没有 etcdctl snapshot save --encrypt。",
		"使用口令而不是密钥时，口令取自 --passphrase-file，否则取自 $RAFTLAB_PASSPHRASE，否则在终端上询问。"}},
	"raftlab lab snapshot decrypt": {"解密快照", []string{
		"把 age 文件解密成 FILE，前提是文件齐全，并且得到的是完整的快照。FILE.age 保留。",
		"使用口令而不是密钥时，口令取自 --passphrase-file，否则取自 $RAFTLAB_PASSPHRASE，否则在终端上询问。"}},
	"raftlab lab snapshot restore": {"恢复快照，并保留旧数据直到你删除它", []string{
		"用 etcdutl snapshot restore 由完整的快照生成新的数据目录，各自放在旧目录旁边，带有成员自己的名字和地址；全部完整之后再交换。旧目录保留为 DIR.old-日期-时间。所有成员必须先停止：移走清单，或使其宕机。",
		"默认恢复所有成员：它们都用同一个快照，成为一个新的集群。--member 只恢复其中一些，其余的在别处恢复。"}},
	"raftlab lab network partition": {"把成员分成互不相通的几组", []string{
		"把成员分成几组；一组就是一个列表，如 1,2。没有写到的成员另成一组。"}},
	"raftlab lab network one-way": {"让一个成员听不到另一个，反方向仍通", []string{
		"丢掉 A 发给 B 的一切。B 发给 A 的仍会到达：A 听得到 B，而 B 听不到 A。",
		"在独立的机器中，丢掉的是带数据的包，TCP 的确认不丢：没有确认，B 也什么都发不出。"}},
	"raftlab lab network cut": {"切断两个成员之间的网络", nil},
	"raftlab lab network slow": {"减慢成员之间的网络", []string{
		"给它们发送的一切加上延迟，两个方向都加：一次往返多出两倍的时间。"}},
	"raftlab lab network lossy": {"让成员之间的网络丢包", []string{
		"丢掉一部分包。在回环地址上没有包可丢：代理传送的是 TCP 已经排好的数据。"}},
	"raftlab lab network status": {"显示成员之间的网络状况", nil},
	"raftlab etcd": {"运行实验环境中的 etcd", []string{
		"真实的 etcd，来自它自己的模块。在实验环境中由 supervisor 运行它：raftlab lab up。"}},
	"raftlab etcdctl": {"运行实验环境中的 etcdctl", []string{
		"真实的 etcdctl，来自它自己的模块。在实验环境的 shell 中，它也接受课程里的路径和地址，并指出课程哪里已经过时。"}},
	"raftlab etcdutl": {"运行实验环境中的 etcdutl", []string{
		"真实的 etcdutl，来自它自己的模块。在实验环境的 shell 中，它也接受课程里的路径和地址。"}},
	"raftlab kubectl": {"运行实验环境中代替 kubectl 的程序", []string{
		"代替 kubectl 的程序，直接处理实验环境的 etcd 中的对象，中间没有 kube-apiserver。在用 --kubernetes 启动的实验环境中，它就是 Kubernetes 自己的 kubectl。"}},
	"raftlab lab network heal": {"恢复成员之间的网络", []string{
		"去掉所有故障。在独立的机器中，主机之间已打开的连接会被结束，成员因此马上找到彼此。使用 --keep-connections 时连接保留，就像重新插好网线：TCP 会等到下一次重试，可能要几秒。在回环地址上连接总是保留，被扣住的数据马上到达。"}},
}

// chineseOfCobra are the words for the commands that the library adds.
var chineseOfCobra = map[string]string{"completion": "生成命令补全脚本", "help": "显示任一命令的帮助"}

// chineseFlags are the words for flags, by the English ones.
var chineseFlags = map[string]string{
	"the `FORMAT`: perfetto, shiviz, mermaid, csv, porcupine, tla":         "格式 `FORMAT`：perfetto、shiviz、mermaid、csv、porcupine、tla",
	"language of what is printed for people (default: that of the locale)": "输出文字的语言（默认按系统语言）",
	"colour what is printed for people: a terminal only, always, or never": "是否使用颜色：仅终端、总是、从不",
	"form of the result": "结果的格式",
	"seed of every random choice in the run (default 1)":                     "运行中一切随机选择的种子（默认 1）",
	"run once with each of these seeds, and judge the expectations over all": "对其中每个种子各运行一次，并对全部运行判定预期",
	"override a setting of the cluster; can be repeated":                     "改写集群的一项设置；可重复",
	"add a step to the script; can be repeated":                              "在脚本中加一步；可重复",
	"save the trace to `FILE`; - is standard output":                         "把轨迹保存到 `FILE`；- 表示标准输出",
	"draw the run into a file; can be repeated":                              "把运行画到文件中；可重复",
	"print every event: messages, timers, log entries too":                   "打印全部事件，包括消息、计时器和日志条目",
	"seed of the run, where an exercise is about one run (default 1)":        "练习只看一次运行时，该运行的种子（默认 1）",
	"write everything as pages into the directory `DIR`":                     "把全部内容写成页面，放入目录 `DIR`",
	"forget which exercises are done, those of the lab, too":                 "忘掉哪些练习已完成，实验环境的练习也一样",
	"read the answers to the exercises":                                      "阅读练习的答案",
	"lab whose exercises are counted (default: as raftlab lab)":              "计入哪个实验环境的练习（默认与 raftlab lab 相同）",
	"of the pictures of scenarios":                                           "各场景的图的格式",
	"`DIR` with the scenario files whose expectations count":                 "以其中场景文件的预期为准的目录 `DIR`",
	"run the scripts of tasks with each of these seeds, too":                 "题目的脚本还要用其中每个种子运行",
	"of the question (default 1)":                                            "题目的种子（默认 1）",
	"the `RULE`, or the number of the choice":                                "规则 `RULE`，或选项的编号",
	"name no rules to choose from":                                           "不列出供选择的规则",
	"ask the question of the bank with this `NUMBER`":                        "提问题库中编号为 `NUMBER` 的题",
	"list the question bank":                                                 "列出题库",
	"draw the run; can be repeated":                                          "画出运行；可重复",
	"write a page that plays the run to `FILE`":                              "把播放这次运行的页面写到 `FILE`",
	"how many trials":                "试验次数",
	"seed of all trials (default 1)": "全部试验的种子（默认 1）",
	"run once for each value; can be repeated, for all combinations": "对每个值各做一组；可重复，则取全部组合",
	"where to draw; can be repeated":                                 "画到哪里；可重复",
	"how long it may take in all":                                    "总共最多用多久",
	"how long to wait":                                               "等待多久",
	"all exercises that fit the lab":                                 "适合该实验环境的全部练习",
	"print the solution as well":                                     "同时打印答案",
	"the lab's directory (default: $RAFTLAB_DIR, else raftlab/lab in the user's state directory)": "实验环境的目录（默认 $RAFTLAB_DIR，否则为用户状态目录下的 raftlab/lab）",
	"run this line with sh, instead of a shell to type into":                                      "用 sh 执行这一行，而不打开交互的 shell",
	"how many elections, at least 2":                                                              "选举次数，至少 2",
	"how the leader is taken away":                                                                "怎样使集群失去领导者",
	"write to `FILE`":                                                                             "写到 `FILE`",
	"--linearizable: give up after `TIME`; 0: never":                                              "--linearizable：`TIME` 之后放弃；0 表示不放弃",
	"`NAME` of who hands it in":                                                                   "交作业者的名字 `NAME`",
	"a `FILE` with keys, as keygen writes it":                                                     "含密钥的 `FILE`，如 keygen 所写",
	"a `FILE` with public keys, one in a line":                                                    "含公钥的 `FILE`，每行一个",
	"a `FILE` with the passphrase in its first line":                                              "第一行是口令的 `FILE`",
	"a member of a new lab asks whether it would win before it raises the term":                   "新实验环境的成员先问自己能否当选，再提高任期",
	"a public key: age1...":                                                                       "公钥：age1...",
	"a scenario: override a setting of the cluster; can be repeated":                              "场景：改写集群的一项设置；可重复",
	"a scenario: seed of every random choice in the run (default 1)":                              "场景：运行中一切随机选择的种子（默认 1）",
	"add `N` to the revision and mark what is older as compacted, so that watchers notice (1000000000 is usual)": "把修订版本加上 `N`，并把更旧的标为已压缩，使监视者察觉（通常用 1000000000）",
	"begin at `TIME` since the start: 1.2s":                       "从开始后的 `TIME` 起：1.2s",
	"begin of the part to draw, as `TIME` since the start: 1.2s":  "所画部分的起点，即开始后的 `TIME`：1.2s",
	"begin of the part to write, as `TIME` since the start: 1.2s": "所写部分的起点，即开始后的 `TIME`：1.2s",
	"csv: which `TABLE`":                                                             "csv：哪个表 `TABLE`",
	"delete the lab's directory too":                                                 "同时删除实验环境的目录",
	"dots per inch of a png (default 96)":                                            "png 的每英寸点数（默认 96）",
	"draw both distributions into a file; can be repeated":                           "把两个分布画到文件中；可重复",
	"draw it into a file; can be repeated":                                           "画到文件中；可重复",
	"draw the `K`-th election, counted from 1":                                       "画第 `K` 次选举，从 1 数起",
	"draw the distribution into a file; can be repeated":                             "把分布画到文件中；可重复",
	"draw the run that was found; can be repeated":                                   "画出找到的运行；可重复",
	"end after `TIME`: 90m (default: with Ctrl-C)":                                   "`TIME` 之后结束：90m（默认按 Ctrl-C 结束）",
	"end after this `TIME` on the clock of the machine: 1m":                          "按机器的时钟，`TIME` 之后结束：1m",
	"end of the part to draw, as `TIME` since the start":                             "所画部分的终点，即开始后的 `TIME`",
	"end of the part to write, as `TIME` since the start":                            "所写部分的终点，即开始后的 `TIME`",
	"end what runs in the lab's shells too":                                          "同时结束实验环境 shell 中运行的程序",
	"exit with 0 whatever the result says":                                           "无论结果如何，退出码都是 0",
	"form of the report":                                                             "报告的格式",
	"go on, and tell what happens as it happens, until Ctrl-C":                       "持续进行，发生什么就说什么，直到 Ctrl-C",
	"how long a program of your own may take for an answer":                          "你自己的程序最多用多久给出答复",
	"how many schedules to try (default 100000, or with --time as many as it takes)": "尝试多少个调度（默认 100000；使用 --time 时不限）",
	"how many trials (default 1000)":                                                 "试验次数（默认 1000）",
	"implementation of Raft; one can leave out a rule of the paper, and exec:./my-raft is a program of your own, wasm:./raft.wasm one in a sandbox": "Raft 的实现；可以去掉论文的一条规则；exec:./my-raft 是你自己的程序，wasm:./raft.wasm 是沙箱中的程序",
	"judge what clients were told as well":                                                                          "同时判定客户端得到的答复",
	"least time that a new lab's members wait for a leader (default ten heartbeats)":                                "新实验环境的成员等待领导者的最短时间（默认十个心跳）",
	"leave it to TCP to find out that the network works again":                                                      "由 TCP 自己发现网络已恢复",
	"leave out this rule of the paper, on the textbook engine; can be repeated, for one hunt after another, or all": "在 textbook 引擎上去掉论文的这条规则；可重复，依次寻找；或 all",
	"let a client write every `TIME`, such as 5ms, and simulate that too (default: no client)":                      "让一个客户端每隔 `TIME`（如 5ms）写一次，并同样模拟（默认没有客户端）",
	"with Kubernetes' own kube-apiserver before etcd, for good; needs the programs that make kube builds":           "在 etcd 前面运行 Kubernetes 自己的 kube-apiserver，此后一直如此；需要 make kube 生成的程序",
	"make no machine: a new lab runs on the host's loopback interface":                                              "不建独立的机器：新实验环境在本机的回环接口上运行",
	"number the scenarios as lessons, and begin with the first":                                                     "把场景编号为各课，从第一课开始",
	"observe from `TIME` on: 2026-11-30T21:41:42Z, or of today 21:41:42.5":                                          "从 `TIME` 起观察：2026-11-30T21:41:42Z，或当天的 21:41:42.5",
	"observe the last `TIME`, up to now; of a lab that is down, up to the end of its logs":                          "观察到现在为止的最后 `TIME`；实验环境已停止时，到其日志结束为止",
	"observe up to `TIME` (default: now)":                                                                           "观察到 `TIME` 为止（默认现在）",
	"of a scenario: override a setting of the cluster; can be repeated":                                             "用于场景：改写集群的一项设置；可重复",
	"of a scenario: seed of every random choice in the run (default 1)":                                             "用于场景：运行中一切随机选择的种子（默认 1）",
	"only print the address": "只打印地址",
	"only this part of the trials, as 2/4, or job/4 in a Kubernetes Job; with --result":               "只做试验的这一部分，如 2/4，或 Kubernetes Job 中的 job/4；与 --result 同用",
	"only violations of this property count; or ask for progress: liveness, liveness-with-a-majority": "只计这一性质的违反；或检验能否取得进展：liveness、liveness-with-a-majority",
	"open it on loopback although this host has /etc/kubernetes or /var/lib/etcd itself":              "即使本机自己有 /etc/kubernetes 或 /var/lib/etcd，也在回环接口上打开",
	"print only a Kubernetes Job that runs these trials in shards":                                    "只打印分片运行这些试验的 Kubernetes Job",
	"print only the command that runs the slowest, or the first unfinished, trial":                    "只打印重现最慢的或第一个未完成的试验的命令",
	"random schedules of each part":                                                                         "每一部分的随机调度数",
	"restore this member only; may be given several times (default: all)":                                   "只恢复这个成员；可多次给出（默认全部）",
	"run each trial to its end, and judge the expectations instead of measuring":                            "每次试验都运行到底，判定预期而不测量",
	"runs at a time; 0: as many as there are processors":                                                    "同时运行多少次；0 表示处理器的个数",
	"save every election, real and simulated, to `FILE.csv`":                                                "把每一次选举（真实的和模拟的）保存到 `FILE.csv`",
	"save every trial to `FILE.csv`":                                                                        "把每一次试验保存到 `FILE.csv`",
	"save the result to `FILE`":                                                                             "把结果保存到 `FILE`",
	"save the result to `FILE`, for raftlab merge":                                                          "把结果保存到 `FILE`，供 raftlab merge 使用",
	"save the run that was found as a scenario in `FILE.yaml`":                                              "把找到的运行作为场景保存到 `FILE.yaml`",
	"schedules at a time; 0: as many as there are processors":                                               "同时尝试多少个调度；0 表示处理器的个数",
	"seed of all schedules (default 1)":                                                                     "全部调度的种子（默认 1）",
	"serve on this `PORT` of 127.0.0.1 (default: one that is free)":                                         "在 127.0.0.1 的端口 `PORT` 上提供服务（默认任一空闲端口）",
	"size of a new cluster: 1, 3 or 5 (default 1)":                                                          "新集群的大小：1、3 或 5（默认 1）",
	"the `FORMAT`: perfetto, shiviz, mermaid, csv, porcupine":                                               "格式 `FORMAT`：perfetto、shiviz、mermaid、csv、porcupine",
	"the new `FILE` (default: FILE.age without .age)":                                                       "新文件 `FILE`（默认为 FILE.age 去掉 .age）",
	"the new `FILE` (default: FILE.age)":                                                                    "新文件 `FILE`（默认 FILE.age）",
	"time between two heartbeats of a new lab's leader, and etcd's tick (default 20ms; kubeadm's is 100ms)": "新实验环境的领导者两次心跳的间隔，也是 etcd 的时钟节拍（默认 20ms；kubeadm 为 100ms）",
	"trials at a time; 0: as many as there are processors":                                                  "同时进行多少次试验；0 表示处理器的个数",
	"try one part only: A, B, C or D":                                                                       "只检验一部分：A、B、C 或 D",
	"what --plot draws (default: cdf, or what a study is about); see raftlab plot --help":                   "--plot 画什么（默认 cdf，或研究所关注的）；见 raftlab plot --help",
	"what to draw (default: the first that fits)":                                                           "画什么（默认第一个合适的）",
	"where failures are left as files":                                                                      "失败的文件留在哪里",
	"whether what Raft rests on is kept":                                                                    "Raft 所依赖的前提是否得到遵守",
	"whose syntax (default: that of $SHELL)":                                                                "哪种 shell 的语法（默认 $SHELL）",
	"with --emit: an `IMAGE` with raftlab, as make image builds it":                                         "与 --emit 同用：含 raftlab 的镜像 `IMAGE`，由 make image 构建",
	"with --emit: how many shards":                                                                          "与 --emit 同用：分片数",
	"write a program to begin with into a new directory":                                                    "把起步程序写到一个新目录",
	"write the `K`-th election, counted from 1":                                                             "写第 `K` 次选举，从 1 数起",
	"write the page to `FILE`; - is standard output":                                                        "把页面写到 `FILE`；- 表示标准输出",
	"version for raftlab":                                                                                   "打印版本",
	"try modules that students hand in, and say how to try other programs":                                  "检验学生交来的模块，并说明怎样检验其他程序",
	"random schedules of each part for a program":                                                           "对一个程序，每一部分的随机调度数",
	"exit with 0 also if something was found":                                                               "即使有所发现，退出码也是 0",
	"only this part of the schedules, as 2/4, or job/4 in a Kubernetes Job; with --result":                  "只尝试调度的这一部分，如 2/4，或 Kubernetes Job 中的 job/4；与 --result 同用",
	"print only a Kubernetes Job that runs this hunt in shards":                                             "只打印分片进行这次寻找的 Kubernetes Job",
}
