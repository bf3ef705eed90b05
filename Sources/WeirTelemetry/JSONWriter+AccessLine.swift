import WeirCore

extension JSONWriter {
    /// Appends one line of the access log, with its newline.
    mutating func accessLine(
        _ record: borrowing ExchangeRecord, head: borrowing RequestHead, hasHead: Bool, names: LogNames?,
        clock: inout TimestampText
    ) {
        let line = AccessLine(record, names: names)
        beginObject()
        key("time")
        time(wall: record.started.wall, clock: &clock)
        origin(record, line)
        if hasHead {
            key("protocol")
            word(head.version.logWord)
        }
        if let tls = record.tls { session(tls) }
        if hasHead { request(head) }
        outcome(record)
        decision(record, line)
        attempts(record, line)
        end(record)
        endObject()
        endLine()
    }

    private mutating func origin(_ record: borrowing ExchangeRecord, _ line: AccessLine) {
        if !record.id.isEmpty {
            key("id")
            string(record.id.span, limit: AccessLine.Limit.id)
        }
        if let listener = line.listener {
            key("listener")
            string(escaped: listener)
        }
        if !record.client.isEmpty { member("client", record.client) }
    }

    private mutating func session(_ tls: TLSRecord) {
        key("tls")
        beginObject()
        member("version", tls.version)
        member("cipher", tls.cipher)
        if let name = tls.sni {
            key("sni")
            string(name, limit: AccessLine.Limit.serverName)
        }
        member("resumed", tls.resumed)
        endObject()
    }

    private mutating func request(_ head: borrowing RequestHead) {
        key("method")
        string(head.block.bytes[checked: head.methodText], limit: AccessLine.Limit.method)
        if !head.host.isEmpty {
            key("host")
            string(head.block.bytes[checked: head.host], limit: AccessLine.Limit.host)
        }
        key("path")
        string(head.block.bytes[checked: head.loggedPath], limit: AccessLine.Limit.path)
    }

    private mutating func outcome(_ record: borrowing ExchangeRecord) {
        if record.status != 0 { member("status", record.status) }
        key("request_bytes")
        number(record.requestBytes)
        key("response_bytes")
        number(record.responseBytes)
    }

    private mutating func decision(_ record: borrowing ExchangeRecord, _ line: AccessLine) {
        if let route = line.route {
            key("route")
            string(escaped: route)
        }
        if let arm = line.arm {
            key("arm")
            string(escaped: arm)
        }
        guard let upstream = line.upstream else { return }
        key("arm_reason")
        string(record.plan.armReason.rawValue)
        key("upstream")
        string(escaped: upstream.name)
        if let server = line.server {
            key("server")
            string(escaped: server)
        }
        key("affinity")
        string(record.verdict.rawValue)
        key("balance")
        string(escaped: upstream.balance)
    }

    private mutating func attempts(_ record: borrowing ExchangeRecord, _ line: AccessLine) {
        guard !record.attempts.isEmpty else { return }
        key("attempts")
        beginArray()
        for attempt in record.attempts {
            beginObject()
            if let server = line.upstream?.servers[checked: attempt.server] {
                key("server")
                string(escaped: server)
            }
            key("connect_ms")
            milliseconds(nanoseconds: attempt.connect)
            member("reused", attempt.reused)
            if attempt.status != 0 { member("status", attempt.status) }
            if let fault = attempt.fault {
                key("end")
                string(fault.rawValue)
            }
            endObject()
        }
        endArray()
    }

    private mutating func end(_ record: borrowing ExchangeRecord) {
        key("duration_ms")
        milliseconds(nanoseconds: record.elapsed(at: record.ended))
        if record.firstByte != 0 {
            key("first_byte_ms")
            milliseconds(nanoseconds: record.elapsed(at: record.firstByte))
        }
        key("end")
        if let fault = record.fault {
            string(fault.rawValue)
        } else {
            word("complete")
        }
        key("generation")
        number(record.generation)
    }
}
