// Loki's pattern miner with its defaults, driven as bench/peers/driver.ts says: one request a line, one JSON object for each.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"github.com/grafana/loki/v3/pkg/pattern/drain"
)

// Lines are 37 ms apart, as in the files (bench/corpora/corpus.ts).
const (
	startNs = int64(1_767_225_600_000_000_000)
	stepNs  = int64(37_000_000)
)

// limits answers what Loki's own defaults answer.
type limits struct{}

func (limits) PatternIngesterTokenizableJSONFields(string) []string {
	return []string{"log", "message", "msg", "msg_", "_msg", "content"}
}

var readPath, readText string

func main() {
	requests := bufio.NewScanner(os.Stdin)
	for requests.Scan() {
		part := strings.Split(requests.Text(), "\t")
		text := read(part[1])
		switch part[0] {
		case "read":
			fmt.Printf("{\"lines\":%d}\n", strings.Count(text, "\n"))
		case "measure":
			limit, err := strconv.ParseFloat(part[2], 64)
			check(err)
			measure(text, limit)
		default:
			group(text, part[2])
		}
	}
}

// read returns the file's text, read before anything is timed.
func read(path string) string {
	if readPath != path {
		bytes, err := os.ReadFile(path)
		check(err)
		readPath, readText = path, string(bytes)
	}
	return readText
}

func measure(text string, limitSeconds float64) {
	runtime.GC()
	miner := create(text)
	lines, refused := 0, 0
	started := cpuSeconds()
	each(text, func(line string, at int64) bool {
		if miner.Train(line, at) == nil {
			refused++
		}
		lines++
		return lines%4096 != 0 || cpuSeconds()-started <= limitSeconds
	})
	seconds := cpuSeconds() - started
	fmt.Printf("{\"lines\":%d,\"seconds\":%f,\"patterns\":%d,\"refused\":%d}\n",
		lines, seconds, len(miner.Clusters()), refused)
}

// group writes one number a line: equal for lines whose pattern reads the same at the end, 0 for a line that was refused.
func group(text, out string) {
	miner := create(text)
	var clusters []*drain.LogCluster
	each(text, func(line string, at int64) bool {
		clusters = append(clusters, miner.Train(line, at))
		return true
	})
	file, err := os.Create(out)
	check(err)
	writer := bufio.NewWriter(file)
	numbers := map[string]int{}
	for _, cluster := range clusters {
		number := 0
		if cluster != nil {
			pattern := cluster.String()
			if _, known := numbers[pattern]; !known {
				numbers[pattern] = len(numbers) + 1
			}
			number = numbers[pattern]
		}
		_, err := fmt.Fprintln(writer, number)
		check(err)
	}
	check(writer.Flush())
	check(file.Close())
	fmt.Printf("{\"patterns\":%d}\n", len(miner.Clusters()))
}

// create makes a miner for the format that Loki guesses from a stream's first line.
func create(text string) *drain.Drain {
	first, _, _ := strings.Cut(text, "\n")
	return drain.New("bench", drain.DefaultConfig(), limits{}, drain.DetectLogFormat(first), nil)
}

func each(text string, take func(line string, at int64) bool) {
	at := startNs
	for len(text) > 0 {
		line, rest, _ := strings.Cut(text, "\n")
		if !take(line, at) {
			return
		}
		text = rest
		at += stepNs
	}
}

func cpuSeconds() float64 {
	var used syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
