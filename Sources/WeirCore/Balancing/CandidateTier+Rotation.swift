/// `round_robin` and `weighted_round_robin`: every server has its turns in a fixed cycle. All event loops take turns
/// from one counter, so any run of turns as long as the cycle gives each server exactly its share.
extension CandidateTier {
    func nextInRotation(excluding: ServerSet) -> Int? {
        let start = Int(takeTurn() % UInt64(rotation.count))
        if excluding.isEmpty { return Int(rotation[start]) }
        for step in 0..<rotation.count {
            let index = Int(rotation[(start + step) % rotation.count])
            if !excluding.contains(candidates[index].server) { return index }
        }
        return nil
    }
}
