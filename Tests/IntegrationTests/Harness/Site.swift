/// A configuration for tests: an `https` and a plain `http` listener, an upstream `web` and a route to it.
///
/// What a test is about is added as YAML where it belongs; indentation is the test's business below the given level.
struct Site {
    /// Addresses; ids are `web-1`, `web-2`…
    var servers: [String]
    /// Keys of the upstream, each line indented by nothing: `timeouts: { response: 300ms }`.
    var upstream: [String] = []
    /// Keys of both listeners.
    var listener: [String] = []
    /// Keys of the plain listener alone.
    var http: [String] = []
    /// Keys of the TLS settings.
    var tls: [String] = []
    /// Routes before the one that takes everything, each in one line: `{ name: old, paths: [/old], redirect: { … } }`.
    var routes: [String] = []
    /// Keys at the top level.
    var top: [String] = []

    init(_ servers: String...) {
        self.servers = servers
    }

    init(servers: [String]) {
        self.servers = servers
    }

    /// - Parameter certificates: paths for the TLS listener.
    func yaml(certificate: String, key: String) -> String {
        """
        listeners:
          https:
            address: 127.0.0.1:0
            tls:
              certificates: [ { certificate: \(certificate), key: \(key) } ]
        \(lines(tls, 6))\(lines(listener, 4))  http:
            address: 127.0.0.1:0
        \(lines(listener, 4))\(lines(http, 4))upstreams:
          web:
            servers: [ \(serverList) ]
        \(lines(upstream, 4))routes:
          - { name: alive, paths: [ { exact: \(Self.alivePath) } ], redirect: { to: /, status: 302 } }
        \(routes.map { "  - \($0)\n" }.joined())  - { name: all, upstream: web }
        admin: { address: 127.0.0.1:0 }
        log: { access: { to: \(WeirProcess.accessLogName) } }
        \(lines(top, 0))\(top.contains { $0.hasPrefix("workers") } ? "" : "workers: 1\n")
        """
    }

    /// Answered by Weir itself, whatever the servers do.
    static let alivePath = "/is-weir-alive"

    private var serverList: String {
        servers.enumerated().map { "{ id: web-\($0 + 1), address: \"\($1)\" }" }.joined(separator: ", ")
    }

    private func lines(_ lines: [String], _ indent: Int) -> String {
        lines.map { String(repeating: " ", count: indent) + $0 + "\n" }.joined()
    }
}
