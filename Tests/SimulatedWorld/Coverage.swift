/// What a world has exercised.
enum Feature: String, CaseIterable {
    case keepAlive, pipelining, http10, head
    case requestByLength, requestByChunks, largeRequest, requestTrailers
    case responseByLength, responseByChunks, responseUntilClose, largeResponse, responseTrailers
    case continued, interim, earlyAnswer
    case tunnel, tunnelClosedByClient, tunnelClosedByServer
    case reusedConnection, retried, retriedAfterStale
    case serverHeldUp, clientHeldUp
    case clientReset, clientClosed, clientHalfClosed, clientStalled, clientStopsReading, clientGarbage
    case serverReset, serverClosedEarly, serverStalled, serverGarbage, serverTruncated, serverSpokeUnasked
    case serverClosedIdle, serverDied, connectRefused, connectSilent
    case wentDown, cameUp, operatorDrain, operatorMaintenance
    case processDrained, processStopped
    case pinned
}

/// Counts, added up over worlds.
struct Coverage {
    private(set) var features: [Feature: Int] = [:]
    /// The log's words: how exchanges ended, and what became of cookies.
    private(set) var endings: [String: Int] = [:]
    private(set) var verdicts: [String: Int] = [:]
    var requests = 0
    var faults = 0

    mutating func note(_ feature: Feature) {
        features[feature, default: 0] += 1
    }

    mutating func noteFault(_ feature: Feature) {
        faults += 1
        note(feature)
    }

    mutating func note(ending: String) {
        endings[ending, default: 0] += 1
    }

    mutating func note(verdict: String) {
        verdicts[verdict, default: 0] += 1
    }

    func count(_ feature: Feature) -> Int {
        features[feature, default: 0]
    }

    mutating func add(_ other: Coverage) {
        features.merge(other.features, uniquingKeysWith: +)
        endings.merge(other.endings, uniquingKeysWith: +)
        verdicts.merge(other.verdicts, uniquingKeysWith: +)
        requests += other.requests
        faults += other.faults
    }
}
