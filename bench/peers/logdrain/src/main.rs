//! The crate logdrain with its defaults, driven as bench/peers/driver.ts says: one request a line, one JSON object for each.
use std::fs::{read, File};
use std::io::{stdin, BufRead, BufWriter, Write};

use logdrain::Miner;

fn main() {
    let mut path_read = String::new();
    let mut text = String::new();
    for request in stdin().lock().lines() {
        let request = request.expect("a request");
        let parts: Vec<&str> = request.split('\t').collect();
        if path_read != parts[1] {
            text = String::from_utf8_lossy(&read(parts[1]).expect("the file")).into_owned();
            path_read = parts[1].to_string();
        }
        match parts[0] {
            "read" => println!("{{\"lines\":{}}}", lines_of(&text).count()),
            "measure" => measure(&text, parts[2].parse().expect("seconds")),
            _ => group(&text, parts[2]),
        }
    }
}

fn measure(text: &str, limit_seconds: f64) {
    let miner = create();
    let mut lines = 0_u64;
    let started = cpu_seconds();
    for line in lines_of(text) {
        miner.add(line);
        lines += 1;
        if lines % 4096 == 0 && cpu_seconds() - started > limit_seconds {
            break;
        }
    }
    let seconds = cpu_seconds() - started;
    println!(
        "{{\"lines\":{},\"seconds\":{},\"patterns\":{},\"refused\":0}}",
        lines,
        seconds,
        miner.len()
    );
}

fn group(text: &str, out: &str) {
    let miner = create();
    let mut file = BufWriter::new(File::create(out).expect("the file"));
    for line in lines_of(text) {
        writeln!(file, "{:?}", miner.add(line).cluster_id).expect("room");
    }
    file.flush().expect("room");
    println!("{{\"patterns\":{}}}", miner.len());
}

fn create() -> Miner {
    Miner::builder().build().expect("the defaults")
}

fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.strip_suffix('\n').unwrap_or(text).split('\n')
}

fn cpu_seconds() -> f64 {
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
