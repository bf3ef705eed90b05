import Foundation

@testable import SimulatedWorld

let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
let from = arguments.first ?? 1
let count = arguments.dropFirst().first ?? 1
var coverage = Coverage()
var failed = 0
for seed in from..<from + count {
    let outcome = try Simulation.run(seed: seed, keepsTrace: count == 1)
    coverage.add(outcome.coverage)
    for line in outcome.trace { print(line) }
    guard !outcome.complaints.isEmpty else { continue }
    failed += 1
    if failed < 30 { print("seed \(seed): \(outcome.complaints[0])") }
}
print(coverage.features.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key) \($0.value)" })
print(coverage.endings, coverage.verdicts)
print("\(count) seeds, \(coverage.requests) requests, \(coverage.faults) faults injected, \(failed) failed")
