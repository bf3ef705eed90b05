internal import WeirModel

extension ConfigurationReader {
    /// `admin:`.
    func admin(_ value: Value) -> Admin? {
        guard let section = value.section(["address", "token"]) else { return nil }
        let token = section["token"]?.parsed(as: "a token", FieldSyntax.secret)
        guard let address = section.required("address"), let endpoint = endpoint(address) else { return nil }
        if section["token"] == nil, case .ip(let ip, _) = endpoint, !ip.isLoopback {
            address.error(
                "the admin API on an address that others can reach needs a `token`",
                hint: "listen on 127.0.0.1, or add token: ${WEIR_ADMIN_TOKEN}")
        }
        return Admin(address: endpoint, token: token)
    }

    /// `log:`.
    func log(_ value: Value) -> Log {
        var log = Log()
        guard let section = value.section(["access", "level"]) else { return log }
        log.level = section["level"]?.choice(LogLevel.self) ?? log.level
        if let access = section["access"]?.section(["to", "format"]) {
            log.access.to = access["to"].flatMap(destination) ?? log.access.to
            log.access.format = access["format"]?.choice(LogFormat.self) ?? log.access.format
        }
        return log
    }

    private func destination(_ value: Value) -> LogDestination? {
        guard let path = value.filePath(), let written = value.text()?.value else { return nil }
        switch written {
        case "stdout": return .stdout
        case "stderr": return .stderr
        case "none": return LogDestination.none
        default: return .file(path)
        }
    }

    /// `limits:`.
    func limits(_ value: Value) -> Limits {
        let keys = [
            "header_bytes", "header_count", "uri_bytes", "body_bytes", "connections", "replay_bytes",
            "requests_per_connection", "request_rate", "send_bytes", "http2",
        ]
        var limits = Limits()
        guard let section = value.section(keys) else { return limits }
        limits.headerBytes = section["header_bytes"]?.size(in: 1024...(1 << 20)) ?? limits.headerBytes
        limits.headerCount = section["header_count"]?.integer(in: 1...10_000) ?? limits.headerCount
        limits.uriBytes = section["uri_bytes"]?.size(in: 64...(1 << 20)) ?? limits.uriBytes
        limits.bodyBytes = section["body_bytes"]?.size(in: 0...(1 << 50)) ?? limits.bodyBytes
        limits.connections = section["connections"]?.integer(in: 1...10_000_000) ?? limits.connections
        limits.replayBytes = section["replay_bytes"]?.size(in: 0...(64 << 20)) ?? limits.replayBytes
        limits.requestsPerConnection =
            section["requests_per_connection"]?.integer(in: 1...1_000_000_000) ?? limits.requestsPerConnection
        limits.requestRate = section["request_rate"]?.integer(in: 0...1_000_000) ?? limits.requestRate
        limits.sendBytes = section["send_bytes"]?.size(in: 0...(1 << 30)) ?? limits.sendBytes
        limits.http2 = section["http2"].map(http2Limits) ?? limits.http2
        if limits.uriBytes > limits.headerBytes, let culprit = section["uri_bytes"] ?? section["header_bytes"] {
            culprit.warning("`uri_bytes` is larger than `header_bytes`, which counts the request line too")
        }
        return limits
    }

    /// `limits.http2:`.
    private func http2Limits(_ value: Value) -> HTTP2Limits {
        let keys = [
            "streams", "stream_window", "connection_window", "continuations", "resets", "settings", "pings",
            "empty_frames", "window_updates",
        ]
        var limits = HTTP2Limits()
        guard let section = value.section(keys) else { return limits }
        let counts = 0...1_000_000
        // RFC 9113 §6.9.1: the connection's window begins with 65,535 bytes and cannot be made smaller.
        limits.streams = section["streams"]?.integer(in: 1...10_000) ?? limits.streams
        limits.streamWindow = section["stream_window"]?.size(in: 1024...(1 << 30)) ?? limits.streamWindow
        limits.connectionWindow =
            section["connection_window"]?.size(in: 65_535...(1 << 30)) ?? limits.connectionWindow
        limits.continuations = section["continuations"]?.integer(in: 1...1000) ?? limits.continuations
        limits.resets = section["resets"]?.integer(in: counts) ?? limits.resets
        limits.settings = section["settings"]?.integer(in: counts) ?? limits.settings
        limits.pings = section["pings"]?.integer(in: counts) ?? limits.pings
        limits.emptyFrames = section["empty_frames"]?.integer(in: counts) ?? limits.emptyFrames
        limits.windowUpdates = section["window_updates"]?.integer(in: counts) ?? limits.windowUpdates
        return limits
    }

    /// `timeouts:` and `drain_timeout:`, which the model holds together.
    func timeouts(_ value: Value?, drain: Value?) -> Timeouts {
        var timeouts = Timeouts()
        timeouts.drain = drain?.duration(in: .zero...Bounds.longest) ?? timeouts.drain
        guard let section = value?.section(["handshake", "head", "body", "keep_alive", "tunnel", "ping"]) else {
            return timeouts
        }
        timeouts.handshake = section["handshake"]?.duration(in: Bounds.timeout) ?? timeouts.handshake
        timeouts.head = section["head"]?.duration(in: Bounds.timeout) ?? timeouts.head
        timeouts.body = section["body"]?.duration(in: Bounds.timeout) ?? timeouts.body
        timeouts.keepAlive = section["keep_alive"]?.duration(in: Bounds.timeout) ?? timeouts.keepAlive
        timeouts.tunnel = section["tunnel"]?.duration(in: Bounds.timeout) ?? timeouts.tunnel
        timeouts.ping = section["ping"]?.duration(in: Bounds.timeout) ?? timeouts.ping
        return timeouts
    }

    /// `workers:`.
    func workers(_ value: Value) -> Workers? {
        value.parsed(as: "auto or a number") { text throws(ScalarProblem) in
            if text == "auto" { return .auto }
            do throws(ScalarProblem) {
                return .count(try NumberSyntax.integer(text, in: 1...1024))
            } catch {
                throw ScalarProblem("is neither `auto` nor a number from 1 to 1024")
            }
        }
    }
}
