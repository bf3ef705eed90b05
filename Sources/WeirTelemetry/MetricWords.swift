import WeirCore

/// Label values that are words of ours, by the small numbers that stand for them in keys.
enum MetricWords {
    private static let faults = FaultKind.allCases
    private static let verdicts = AffinityVerdict.allCases
    private static let results = HandshakeResult.allCases

    /// Of an attempt: 0 for one that was answered.
    static func attempt(_ fault: FaultKind?) -> Int {
        guard let fault else { return 0 }
        return (faults.firstIndex(of: fault) ?? 0) + 1
    }

    static func attempt(ordinal: Int) -> String {
        faults[checked: ordinal - 1]?.rawValue ?? "ok"
    }

    static func verdict(_ verdict: AffinityVerdict) -> Int {
        verdicts.firstIndex(of: verdict) ?? 0
    }

    static func verdict(ordinal: Int) -> String {
        verdicts[checked: ordinal]?.rawValue ?? ""
    }

    static func handshake(_ result: HandshakeResult, _ tls: TLSRecord?) -> Int {
        let ordinal = results.firstIndex(of: result) ?? 0
        guard let tls else { return ordinal << 3 }
        let version = tls.version == "TLSv1.3" ? 3 : tls.version == "TLSv1.2" ? 2 : 1
        return ordinal << 3 | version << 1 | (tls.resumed ? 1 : 0)
    }

    /// Values of the labels `version`, `resumed` and `result`.
    static func handshake(ordinal: Int) -> (version: String, resumed: String, result: String) {
        let version = ["", "other", "TLSv1.2", "TLSv1.3"][ordinal >> 1 & 3]
        let resumed = version.isEmpty ? "" : ordinal & 1 == 1 ? "true" : "false"
        return (version, resumed, results[checked: ordinal >> 3]?.rawValue ?? "")
    }

    /// Of a status; 0: nothing was sent.
    static func status(_ status: Int) -> Int {
        min(max(status, 0), 999)
    }

    static func status(ordinal: Int) -> String {
        ordinal == 0 ? "none" : String(ordinal)
    }
}
