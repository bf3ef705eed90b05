import WeirCore

extension JSONWriter {
    /// Appends one line of the access log, with its newline.
    ///
    /// Keys and what stands around them are single texts known at compile time, whose copying is a few stores each: by
    /// way of `key` and `string` a line takes three times as long.
    mutating func accessLine(
        _ record: borrowing ExchangeRecord, head: borrowing RequestHead, hasHead: Bool, names: LogNames?,
        clock: inout TimestampText
    ) {
        text.append("{\"time\":\"")
        clock.append(wall: record.started.wall, to: &text)
        text.append("\"")
        origin(record, names)
        if hasHead {
            text.append(",\"protocol\":\"")
            text.append(head.version.logWord)
            text.append("\"")
        }
        if let tls = record.tls { session(tls) }
        if hasHead { request(head) }
        outcome(record)
        decision(record, names)
        end(record)
        text.append("}\n")
    }

    private mutating func origin(_ record: borrowing ExchangeRecord, _ names: LogNames?) {
        if !record.id.isEmpty {
            text.append(",\"id\":\"")
            JSONText.append(record.id.span, limit: AccessLine.Limit.id, to: &text)
            text.append("\"")
        }
        if let listener = record.listener {
            if let names, names.listeners.indices.contains(listener) {
                quoted(",\"listener\":\"", names.listeners[listener])
            }
        } else {
            text.append(",\"listener\":\"admin\"")
        }
        if !record.client.isEmpty {
            text.append(",\"client\":\"")
            JSONText.append(record.client.span, to: &text)
            text.append("\"")
        }
    }

    private mutating func session(_ tls: TLSRecord) {
        text.append(",\"tls\":")
        if tls.logged.isEmpty { text.append(AccessLine.session(tls)) } else { text.append(tls.logged) }
    }

    private mutating func request(_ head: borrowing RequestHead) {
        let bytes = head.block.bytes.span
        text.append(",\"method\":\"")
        JSONText.append(bytes, head.methodText, limit: AccessLine.Limit.method, to: &text)
        text.append("\"")
        if !head.host.isEmpty {
            text.append(",\"host\":\"")
            JSONText.append(bytes, head.host, limit: AccessLine.Limit.host, to: &text)
            text.append("\"")
        }
        text.append(",\"path\":\"")
        JSONText.append(bytes, head.loggedPath, limit: AccessLine.Limit.path, to: &text)
        text.append("\"")
    }

    private mutating func outcome(_ record: borrowing ExchangeRecord) {
        if record.status != 0 {
            text.append(",\"status\":")
            text.append(decimal: Int64(record.status))
        }
        text.append(",\"request_bytes\":")
        text.append(decimal: record.requestBytes)
        text.append(",\"response_bytes\":")
        text.append(decimal: record.responseBytes)
    }

    private mutating func decision(_ record: borrowing ExchangeRecord, _ names: LogNames?) {
        guard let names else { return attempts(record, names: nil, upstream: nil) }
        if let route = record.plan.route, names.routes.indices.contains(route) {
            quoted(",\"route\":\"", names.routes[route].name)
            if let arm = record.plan.arm, names.routes[route].arms.indices.contains(arm) {
                quoted(",\"arm\":\"", names.routes[route].arms[arm])
            }
        }
        let upstream = record.plan.upstream.flatMap { names.upstreams.indices.contains($0) ? $0 : nil }
        if let upstream { target(record, names, upstream) }
        attempts(record, names: names, upstream: upstream)
    }

    private mutating func target(_ record: borrowing ExchangeRecord, _ names: LogNames, _ upstream: Int) {
        text.append(",\"arm_reason\":\"")
        text.append(text: record.plan.armReason.rawValue)
        quoted("\",\"upstream\":\"", names.upstreams[upstream].name)
        if let server = record.server, names.upstreams[upstream].servers.indices.contains(server) {
            quoted(",\"server\":\"", names.upstreams[upstream].servers[server])
        }
        text.append(",\"affinity\":\"")
        text.append(text: record.verdict.rawValue)
        quoted("\",\"balance\":\"", names.upstreams[upstream].balance)
    }

    private mutating func attempts(_ record: borrowing ExchangeRecord, names: LogNames?, upstream: Int?) {
        let attempts = record.attempts.span
        guard attempts.count > 0 else { return }
        text.append(",\"attempts\":[")
        for index in attempts.indices {
            let attempt = attempts[index]
            text.append(index == 0 ? "{" : ",{")
            if let names, let upstream, names.upstreams[upstream].servers.indices.contains(attempt.server) {
                quoted("\"server\":\"", names.upstreams[upstream].servers[attempt.server])
                text.append(",")
            }
            text.append("\"connect_ms\":")
            text.append(milliseconds: attempt.connect)
            text.append(attempt.reused ? ",\"reused\":true" : ",\"reused\":false")
            if attempt.status != 0 {
                text.append(",\"status\":")
                text.append(decimal: Int64(attempt.status))
            }
            if let fault = attempt.fault {
                text.append(",\"end\":\"")
                text.append(text: fault.rawValue)
                text.append("\"")
            }
            text.append("}")
        }
        text.append("]")
    }

    private mutating func end(_ record: borrowing ExchangeRecord) {
        text.append(",\"duration_ms\":")
        text.append(milliseconds: record.elapsed(at: record.ended))
        if record.firstByte != 0 {
            text.append(",\"first_byte_ms\":")
            text.append(milliseconds: record.elapsed(at: record.firstByte))
        }
        if let fault = record.fault {
            text.append(",\"end\":\"")
            text.append(text: fault.rawValue)
            text.append("\"")
        } else {
            text.append(",\"end\":\"complete\"")
        }
        text.append(",\"generation\":")
        text.append(decimal: record.generation)
    }

    /// A key with the quote that opens its value, and a value that needs no escaping.
    @inline(__always)
    private mutating func quoted(_ key: StaticString, _ value: [UInt8]) {
        text.append(key)
        text.append(value)
        text.append("\"")
    }
}

extension AccessLine {
    /// The access log's `tls` object, to be made once a connection and kept in `TLSRecord.logged`.
    public static func session(version: String, cipher: String, sni: String?, resumed: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("version", version)
        writer.member("cipher", cipher)
        if let sni {
            writer.key("sni")
            writer.string(sni, limit: Limit.serverName)
        }
        writer.member("resumed", resumed)
        writer.endObject()
        return writer.bytes
    }

    /// The same for a record that has none.
    static func session(_ tls: TLSRecord) -> [UInt8] {
        session(version: tls.version, cipher: tls.cipher, sni: tls.sni, resumed: tls.resumed)
    }
}
