/// `random` draws by weight; `p2c` draws two and takes the one with fewer requests in flight for its weight.
extension CandidateTier {
    func drawn(excluding: ServerSet, random: inout RandomSource) -> Int? {
        excluding.isEmpty ? drawnFromAll(random: &random) : drawnFromRest(excluding: excluding, random: &random)
    }

    func betterOfTwo(excluding: ServerSet, random: inout RandomSource) -> Int? {
        let count = excluding.isEmpty ? candidates.count : countLeft(excluding: excluding)
        guard count > 1 else { return candidates.firstIndex { !excluding.contains($0.server) } }
        let first = random.index(below: count)
        var second = random.index(below: count - 1)
        if second >= first { second += 1 }
        return lessLoaded(
            left(first, excluding: excluding), left(second, excluding: excluding), random: &random)
    }

    private func drawnFromAll(random: inout RandomSource) -> Int? {
        guard let total = cumulativeWeights.last else { return nil }
        let draw = UInt64(random.index(below: Int(total)))
        var low = 0
        var high = candidates.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulativeWeights[middle] > draw { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func drawnFromRest(excluding: ServerSet, random: inout RandomSource) -> Int? {
        var chosen: Int?
        var total = 0
        for index in candidates.indices where !excluding.contains(candidates[index].server) {
            total += candidates[index].weight
            if random.index(below: total) < candidates[index].weight { chosen = index }
        }
        return chosen
    }

    private func countLeft(excluding: ServerSet) -> Int {
        var count = 0
        for candidate in candidates where !excluding.contains(candidate.server) { count += 1 }
        return count
    }

    /// Index of the candidate that is `rank`th among those not excluded.
    private func left(_ rank: Int, excluding: ServerSet) -> Int {
        if excluding.isEmpty { return rank }
        var remaining = rank
        for index in candidates.indices where !excluding.contains(candidates[index].server) {
            if remaining == 0 { return index }
            remaining -= 1
        }
        return rank
    }

    private func lessLoaded(_ first: Int, _ second: Int, random: inout RandomSource) -> Int {
        let (one, other) = (candidates[first], candidates[second])
        let ours = one.tally.active &* other.weight
        let theirs = other.tally.active &* one.weight
        if ours != theirs { return ours < theirs ? first : second }
        return random.index(below: one.weight + other.weight) < one.weight ? first : second
    }
}
