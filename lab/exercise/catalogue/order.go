package catalogue

// specs are the exercises in the order of the course.
var specs = []*spec{
	&registry, &watchChange, &loseOne, &loseTwo,
	&leaderCrash,
	&certificates, &staticPod,
	&etcdPod, &memberList, &tlsFlags, &endpointHealth, &allKeys, &putGetDelete, &outsideThePod,
	&snapshotSave, &snapshotVerify, &snapshotEncrypt,
	&snapshotRestore,
	&recoveryDrill, &staleList,
	&watch, &transaction, &lease, &lock, &election, &usersRoles,
	&endpointStatus, &moveLeader, &learner, &memberReplace,
	&compaction, &quotaAlarm, &snapshotCorrupt, &dataDeleted, &bumpRevision,
}
