/// `least_connections`: the server with the fewest requests in flight for its weight.
extension CandidateTier {
    /// Among equals chance decides, by weight: an idle upstream shares as `random` would.
    func leastLoaded(excluding: ServerSet, random: inout RandomSource) -> Int? {
        var best: Int?
        var bestActive = 0
        var bestWeight = 1
        var tiedWeight = 0
        for index in candidates.indices where !excluding.contains(candidates[index].server) {
            let active = candidates[index].tally.active
            let weight = candidates[index].weight
            // active / weight against bestActive / bestWeight, without dividing; weights are at most 256.
            let ours = active &* bestWeight
            let theirs = bestActive &* weight
            if best != nil, ours > theirs { continue }
            tiedWeight = best != nil && ours == theirs ? tiedWeight + weight : weight
            if tiedWeight > weight, random.index(below: tiedWeight) >= weight { continue }
            best = index
            bestActive = active
            bestWeight = weight
        }
        return best
    }
}
