// Package diagnosis says why a run went as it did: which finding tells most, why nobody won an election, how a time
// without a leader began and ended, and who led at the same time as another.
//
// Reports, titles of pictures and expectations read it and so cannot disagree. All of it follows from the timeline,
// which it does not change; findings are typed values, and words.go and the In methods say them in a language.
//
//	part := diagnosis.Enlarged(t)                        // what tells most
//	fmt.Println(diagnosis.Of(t, part).In(lang.English))  // n5 crashes: 178 ms without a leader until n4 leads term 2
package diagnosis
