extension Layout {
    /// Two upstreams, `web` and `next`, and a route `site` that splits between them as arms `stable` and `canary`.
    ///
    /// - Parameters:
    ///   - weights: of `stable` and `canary`.
    ///   - keys: further keys of the split.
    static func split(
        by unit: String, _ weights: (stable: Int, canary: Int), _ origins: NamedOrigins, _ keys: String...,
        states: [String: String] = [:], upstream: String = ""
    ) throws -> Layout {
        let arms =
            "{ name: stable, upstream: web, weight: \(weights.stable) }, "
            + "{ name: canary, upstream: next, weight: \(weights.canary) }"
        let split = (["by: \(unit)", "arms: [ \(arms) ]"] + keys).joined(separator: ", ")
        func servers(_ name: String) throws -> String {
            let state = states[name].map { ", state: \($0)" } ?? ""
            return "[ { id: \(name)-1, address: \"\(try origins[name].address)\"\(state) } ]"
        }
        return Layout(
            upstreams: [
                "web: { servers: \(try servers("stable"))\(upstream) }",
                "next: { servers: \(try servers("canary"))\(upstream) }",
            ],
            routes: ["{ name: site, split: { \(split) } }"])
    }
}

extension WeirProcess {
    /// Sends so many requests of new clients over one connection, and returns what answered each.
    func newClients(_ count: Int, fields: (Int) -> [String] = { _ in [] }) throws -> [String] {
        let browser = try Browser(self)
        var answers: [String] = []
        while answers.count < count {
            let batch = (answers.count..<min(count, answers.count + 50)).map { (target: "/", fields: fields($0)) }
            browser.cookies = [:]
            answers += try browser.get(batch).map(\.text)
        }
        return answers
    }

    /// The log's reasons for the arms of the requests so far, and how often each was given.
    func armReasons(_ count: Int) throws -> [String: Int] {
        try accessLines(count).reduce(into: [:]) { $0[$1.armReason ?? "", default: 0] += 1 }
    }
}

/// Whether a share is what was to be expected: within five standard deviations, which chance leaves once in a million.
func isPlausible(_ hits: Int, of count: Int, share: Double) -> Bool {
    let deviation = (Double(count) * share * (1 - share)).squareRoot()
    return abs(Double(hits) - Double(count) * share) <= 5 * deviation
}
