internal import WeirModel

/// Reads a whole document into a configuration, section by section, and goes on after every mistake.
///
/// What has a mistake is left out of the result, which then is not used.
struct ConfigurationReader {
    /// Where mistakes go and substitutions come from.
    let reading: Reading
    /// Names of upstreams in file order, those with mistakes included: so a good reference to one is no second mistake.
    var upstreamNames: [String] = []
    /// Positions in `upstreamNames`.
    var upstreamIndex: [String: Int] = [:]

    private static let keys = [
        "listeners", "upstreams", "routes", "affinity_keys", "admin", "log", "limits", "timeouts", "drain_timeout",
        "workers", "forwarded",
    ]

    /// One a document.
    init(reading: Reading) {
        self.reading = reading
    }

    /// The configuration as far as it could be read.
    mutating func configuration(from root: YAMLNode) -> Configuration {
        var configuration = Configuration()
        let document = Value(node: root, title: "the configuration", keyMark: root.mark, reading: reading)
        guard let top = document.section(Self.keys) else { return configuration }
        collectUpstreamNames(top["upstreams"])
        configuration.listeners = listeners(top.required("listeners"))
        configuration.upstreams = upstreams(top["upstreams"])
        configuration.routes = routes(top["routes"])
        configuration.affinityKeys = affinityKeys(top["affinity_keys"])
        configuration.admin = top["admin"].flatMap(admin)
        configuration.log = top["log"].map(log) ?? configuration.log
        configuration.limits = top["limits"].map(limits) ?? configuration.limits
        configuration.timeouts = timeouts(top["timeouts"], drain: top["drain_timeout"])
        configuration.workers = top["workers"].flatMap(workers) ?? configuration.workers
        configuration.forwarded = top["forwarded"]?.boolean() ?? configuration.forwarded
        return configuration
    }

    private mutating func collectUpstreamNames(_ value: Value?) {
        guard case .mapping(let entries) = value?.node.content else { return }
        for (index, entry) in entries.enumerated() {
            upstreamNames.append(entry.key)
            upstreamIndex[entry.key] = index
        }
    }

    /// Reports a value that another of its kind already has, in file order.
    func refuseDuplicate<Key: Hashable>(
        _ key: Key, of value: Value, among seen: inout [Key: SourceMark], as what: String
    ) {
        if let first = seen[key] {
            value.error("duplicate \(what)", hint: "it already stands in line \(first.line)")
        } else {
            seen[key] = value.mark
        }
    }
}
