internal import WeirModel

/// `ip_hash`: weighted rendezvous on the client's address, so that a server that leaves moves only its own clients.
extension CandidateTier {
    func nearest(to client: IPAddress, excluding: ServerSet) -> Int? {
        var best: Int?
        var bestScore = -Double.infinity
        for index in candidates.indices where !excluding.contains(candidates[index].server) {
            let score = Self.rendezvousScore(of: candidates[index], client: client)
            if score > bestScore {
                best = index
                bestScore = score
            }
        }
        return best
    }

    /// The key is the server's identity, not its position: reordering the file moves nobody, and instances agree.
    static func rendezvousScore(of candidate: Candidate, client: IPAddress) -> Double {
        let key = (candidate.identity, client.isV4 ? 0x7633_3600_0000_0004 as UInt64 : 0x7633_3600_0000_0006)
        let hash = KeyedHash.sipHash24(key: key, client.high, client.low)
        return Rendezvous.score(weight: candidate.weight, hash: hash)
    }
}
