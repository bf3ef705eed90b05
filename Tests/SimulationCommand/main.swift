import Foundation

@testable import SimulatedWorld

// `simulate SEED` replays one world with its trace. `simulate FROM COUNT` runs many, in processes of their own: what a
// world leaves behind goes with its process, and a crash costs one batch.

/// Worlds run by one process.
let batchSize: UInt64 = 2_000

let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }

switch (CommandLine.arguments.dropFirst().first, numbers.count) {
case ("batch", 2): try runBatch(from: numbers[0], count: numbers[1])
case (_, 1): exit(try replay(numbers[0]) ? 0 : 1)
case (_, 2): exit(try runAll(from: numbers[0], count: numbers[1]) ? 0 : 1)
case _:
    print("usage: simulate SEED | simulate FROM COUNT")
    exit(2)
}

func replay(_ seed: UInt64) throws -> Bool {
    let outcome = try Simulation.run(seed: seed, keepsTrace: true)
    for line in outcome.trace { print(line) }
    for complaint in outcome.complaints { print("seed \(seed): \(complaint)") }
    print("seed \(seed): trace \(String(outcome.hash, radix: 16)), \(outcome.complaints.count) complaints")
    return outcome.complaints.isEmpty
}

/// The last line is for `runAll`: requests, faults, failed seeds.
func runBatch(from: UInt64, count: UInt64) throws {
    var coverage = Coverage()
    var failed = 0
    for seed in from..<from + count {
        let outcome = try Simulation.run(seed: seed)
        coverage.add(outcome.coverage)
        guard let first = outcome.complaints.first else { continue }
        failed += 1
        print("seed \(seed): \(first)")
    }
    print("sums \(coverage.requests) \(coverage.faults) \(failed)")
}

func runAll(from: UInt64, count: UInt64) throws -> Bool {
    var sums = [0, 0, 0]
    var start = from
    while start < from + count {
        let size = min(batchSize, from + count - start)
        if let more = try batch(from: start, count: size) {
            sums = zip(sums, more).map { $0 + $1 }
        } else {
            print("seeds \(start) to \(start + size - 1): the process crashed; looking for the seed")
            for seed in start..<start + size {
                if let more = try batch(from: seed, count: 1) {
                    sums = zip(sums, more).map { $0 + $1 }
                } else {
                    print("seed \(seed): the process crashed")
                    sums[2] += 1
                }
            }
        }
        fflush(nil)
        start += size
    }
    print("\(count) seeds, \(sums[0]) requests, \(sums[1]) faults injected, \(sums[2]) failed")
    return sums[2] == 0
}

/// Its sums; nil: it crashed.
func batch(from: UInt64, count: UInt64) throws -> [Int]? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["batch", String(from), String(count)]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var sums: [Int]?
    for line in text.split(separator: "\n") {
        if line.hasPrefix("sums ") {
            sums = line.split(separator: " ").compactMap { Int($0) }
        } else {
            print(line)
        }
    }
    return process.terminationStatus == 0 ? sums : nil
}
