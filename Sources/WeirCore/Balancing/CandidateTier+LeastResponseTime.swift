/// `least_response_time`: the server expected to send its first byte soonest.
extension CandidateTier {
    func quickest(excluding: ServerSet, random: inout RandomSource, now: Moment) -> Int? {
        // Those without samples need the median; where all have some, nobody pays for it.
        let unsampled = candidates.contains { !$0.tally.responseTime.hasSamples } ? medianEstimate(now: now) : 1
        var best: Int?
        var bestCost = Double.infinity
        var tied = 0
        for index in candidates.indices where !excluding.contains(candidates[index].server) {
            let cost = expectedCost(of: candidates[index], now: now, unsampled: unsampled)
            if best != nil, cost > bestCost { continue }
            tied = best != nil && cost == bestCost ? tied + 1 : 1
            if tied > 1, random.index(below: tied) != 0 { continue }
            best = index
            bestCost = cost
        }
        return best
    }

    /// Expected microseconds × (active + 1) / weight.
    func expectedCost(of candidate: Candidate, now: Moment, unsampled: Float) -> Double {
        let estimate = candidate.tally.responseTime.estimate(monotonic: now.monotonic) ?? unsampled
        return Double(estimate) * Double(candidate.tally.active + 1) / Double(candidate.weight)
    }

    /// The median over candidates with samples, in microseconds; 1 if none has any.
    func medianEstimate(now: Moment) -> Float {
        let estimates = candidates.compactMap { $0.tally.responseTime.estimate(monotonic: now.monotonic) }.sorted()
        guard !estimates.isEmpty else { return 1 }
        let upper = estimates[estimates.count / 2]
        return estimates.count % 2 == 1 ? upper : (estimates[estimates.count / 2 - 1] + upper) / 2
    }
}
