internal import WeirModel

extension ConfigurationReader {
    private static let healthKeys = [
        "type", "path", "host", "status", "body", "interval", "timeout", "fall", "rise", "startup",
    ]

    /// `type:` of a health check.
    private enum ProbeType: String, CaseIterable {
        case none, tcp, http
    }

    /// Nil for `type: none`.
    func health(_ value: Value) -> HealthCheck? {
        guard let section = value.section(Self.healthKeys) else { return nil }
        let type = section.required("type")?.choice(ProbeType.self)
        let http = httpHealth(section)
        if let type, type != .http {
            for key in ["path", "host", "status", "body"] {
                guard let value = section[key] else { continue }
                reading.findings.error("`\(key)` is only for `type: http`", at: value.keyMark)
            }
        }
        var check = HealthCheck(kind: type == .http ? .http(http) : .tcp)
        check.interval = section["interval"]?.duration(in: Bounds.timeout) ?? check.interval
        check.timeout = section["timeout"]?.duration(in: Bounds.timeout) ?? check.timeout
        check.fall = section["fall"]?.integer(in: 1...1000) ?? check.fall
        check.rise = section["rise"]?.integer(in: 1...1000) ?? check.rise
        check.startup = section["startup"]?.boolean() ?? check.startup
        return type == ProbeType.none ? nil : check
    }

    private func httpHealth(_ section: Section) -> HTTPHealthCheck {
        var http = HTTPHealthCheck()
        http.path = section["path"]?.parsed(as: "a path", Self.requestTarget) ?? http.path
        http.host = section["host"]?.parsed(as: "a host", Self.hostField)
        http.status = section["status"]?.parsed(as: "a status", NumberSyntax.statusRange) ?? http.status
        http.body = section["body"]?.parsed(as: "a text") { text throws(ScalarProblem) in
            guard !text.isEmpty else { throw ScalarProblem("is empty") }
            guard text.utf8.count <= 64 * 1024 else { throw ScalarProblem("is longer than 64KiB") }
            return text
        }
        return http
    }

    /// A path with an optional query.
    private static func requestTarget(_ text: String) throws(ScalarProblem) -> String {
        guard text.hasPrefix("/") else { throw ScalarProblem("is not a path", hint: "a path begins with `/`") }
        if let bad = text.utf8.firstIndex(where: { !(0x21...0x7E).contains($0) || $0 == UInt8(ascii: "#") }) {
            let offset = text.utf8.distance(from: text.startIndex, to: bad)
            throw ScalarProblem("has a character that a request cannot have", offset: offset, hint: "percent-encode it")
        }
        return text
    }

    /// A host with an optional port (RFC 9110 §7.2).
    private static func hostField(_ text: String) throws(ScalarProblem) -> String {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if text.hasPrefix("[") { return try FieldSyntax.value(text) }
        _ = try HostSyntax.name(String(parts.first ?? ""))
        if parts.count == 2 {
            guard let port = Int(parts[1]), (1...65535).contains(port) else {
                throw ScalarProblem("has a port that is not between 1 and 65535", offset: parts[0].utf8.count + 1)
            }
        }
        return text
    }
}
