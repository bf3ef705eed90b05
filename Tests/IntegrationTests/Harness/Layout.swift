/// A configuration whose upstreams and routes are the test's own, served over one plain listener.
///
/// The listener believes this machine about the client's address, so that tests can come from anywhere.
struct Layout {
    /// Each in one line, `web: { servers: [ … ] }`.
    var upstreams: [String] = []
    /// Each in one line, `{ name: all, upstream: web }`.
    var routes: [String] = []
    /// Keys at the top level.
    var top: [String] = [Self.affinityKeys()]
    /// Further keys of the admin listener.
    var admin = ""
    /// Keys of the listener.
    var listener: [String] = ["trusted_proxies: [127.0.0.0/8]"]
    var address = "127.0.0.1:0"
    /// Where the access log goes.
    var log = WeirProcess.accessLogName
    var logFormat = "json"
    var workers = 1

    var yaml: String {
        """
        listeners:
          http:
            address: \(address)
        \(listener.map { "    \($0)\n" }.joined())\(section("upstreams", upstreams.map { "  \($0)" }))\
        \(section("routes", routes.map { "  - \($0)" }))\
        admin: { address: 127.0.0.1:0\(admin.isEmpty ? "" : ", \(admin)") }
        log: { access: { to: "\(log)", format: \(logFormat) } }
        workers: \(workers)
        \(top.map { "\($0)\n" }.joined())
        """
    }

    private func section(_ key: String, _ lines: [String]) -> String {
        lines.isEmpty ? "" : "\(key):\n\(lines.joined(separator: "\n"))\n"
    }

    /// An upstream `web` of these servers, and one route to it.
    static func web(_ servers: String, _ keys: String..., affinity: String? = nil) -> Layout {
        let affinity = affinity.map { ["affinity: { \($0) }"] } ?? []
        let keys = ["servers: \(servers)"] + keys + affinity
        return Layout(upstreams: ["web: { \(keys.joined(separator: ", ")) }"], routes: ["{ name: all, upstream: web }"])
    }

    /// A line that gives keys for cookies by their first letters; the first signs.
    static func affinityKeys(_ letters: Character...) -> String {
        let keys = (letters.isEmpty ? ["k"] : letters).map { "\"\(String(repeating: $0, count: 32))\"" }
        return "affinity_keys: [\(keys.joined(separator: ", "))]"
    }
}

extension WeirProcess {
    /// Starts it on a layout.
    convenience init(_ layout: Layout) throws {
        try self.init(yaml: layout.yaml, listeners: ["http", "admin"])
    }
}
