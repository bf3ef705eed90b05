public import WeirModel

/// A configuration as JSON in the shape of the file, every default filled in and every secret left out.
public enum ConfigurationJSON {
    /// What stands in place of a secret.
    static let removed = "(removed)"

    /// UTF-8, indented, with a line break at the end.
    public static func render(_ configuration: Configuration) -> [UInt8] {
        value(configuration).rendered()
    }

    private static func value(_ configuration: Configuration) -> JSONValue {
        let names = configuration.upstreams.map(\.name)
        var document = JSONObject()
        document["listeners"] = .object(configuration.listeners.map { ($0.name, listener($0)) })
        document["upstreams"] = .object(configuration.upstreams.map { ($0.name, upstream($0)) })
        document["routes"] = .array(configuration.routes.map { route($0, upstreams: names) })
        document["affinity_keys"] = .array(configuration.affinityKeys.map { _ in .string(removed) })
        document["admin"] = configuration.admin.map(admin)
        document["log"] = log(configuration.log)
        document["limits"] = limits(configuration.limits)
        document["timeouts"] = timeouts(configuration.timeouts)
        document["drain_timeout"] = duration(configuration.timeouts.drain)
        document["workers"] = workers(configuration.workers)
        document["forwarded"] = .boolean(configuration.forwarded)
        return document.value
    }

    /// A duration as the file would have it.
    static func duration(_ duration: Duration) -> JSONValue {
        .string(DurationSyntax.text(duration))
    }

    /// A list of texts.
    static func strings(_ texts: some Sequence<String>) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    private static func listener(_ listener: Listener) -> JSONValue {
        var object = JSONObject()
        object["address"] = .string(listener.address.description)
        object["tls"] = listener.tls.map(tls)
        if listener.tls == nil { object["http2"] = .string(listener.plainHTTP2.rawValue) }
        object["trusted_proxies"] = strings(listener.trustedProxies.map(\.description))
        object["proxy_protocol"] = .string(listener.proxyHeader.rawValue)
        object["redirect_to_https"] = listener.redirectToHTTPSPort.map { .integer($0) }
        return object.value
    }

    private static func tls(_ settings: TLSSettings) -> JSONValue {
        var object = JSONObject()
        object["certificates"] = .array(
            settings.certificates.map { files in
                .object([("certificate", .string(files.certificate)), ("key", .string(files.key))])
            })
        object["minimum_version"] = .string(settings.minimumVersion.rawValue)
        object["alpn"] = strings(settings.alpn.map(\.rawValue))
        object["unknown_sni"] = .string(settings.unknownSNI.rawValue)
        return object.value
    }

    private static func admin(_ admin: Admin) -> JSONValue {
        var object = JSONObject()
        object["address"] = .string(admin.address.description)
        object["token"] = admin.token.map { _ in .string(removed) }
        return object.value
    }

    private static func log(_ log: Log) -> JSONValue {
        let destination =
            switch log.access.to {
            case .stdout: "stdout"
            case .stderr: "stderr"
            case .none: "none"
            case .file(let path): path
            }
        let access = JSONValue.object([
            ("to", .string(destination)), ("format", .string(log.access.format.rawValue)),
        ])
        return .object([("access", access), ("level", .string(log.level.rawValue))])
    }

    private static func limits(_ limits: Limits) -> JSONValue {
        var object = JSONObject()
        object["header_bytes"] = .integer(limits.headerBytes)
        object["header_count"] = .integer(limits.headerCount)
        object["uri_bytes"] = .integer(limits.uriBytes)
        object["body_bytes"] = limits.bodyBytes.map { .integer($0) }
        object["connections"] = .integer(limits.connections)
        object["replay_bytes"] = .integer(limits.replayBytes)
        object["requests_per_connection"] = .integer(limits.requestsPerConnection)
        object["request_rate"] = .integer(limits.requestRate)
        object["send_bytes"] = .integer(limits.sendBytes)
        object["http2"] = .object([
            ("streams", .integer(limits.http2.streams)), ("stream_window", .integer(limits.http2.streamWindow)),
            ("connection_window", .integer(limits.http2.connectionWindow)),
            ("continuations", .integer(limits.http2.continuations)), ("resets", .integer(limits.http2.resets)),
            ("settings", .integer(limits.http2.settings)), ("pings", .integer(limits.http2.pings)),
            ("empty_frames", .integer(limits.http2.emptyFrames)),
            ("window_updates", .integer(limits.http2.windowUpdates)),
        ])
        return object.value
    }

    private static func timeouts(_ timeouts: Timeouts) -> JSONValue {
        var object = JSONObject()
        object["handshake"] = duration(timeouts.handshake)
        object["head"] = duration(timeouts.head)
        object["body"] = duration(timeouts.body)
        object["keep_alive"] = duration(timeouts.keepAlive)
        object["tunnel"] = duration(timeouts.tunnel)
        object["ping"] = duration(timeouts.ping)
        return object.value
    }

    private static func workers(_ workers: Workers) -> JSONValue {
        switch workers {
        case .auto: .string("auto")
        case .count(let count): .integer(count)
        }
    }
}
