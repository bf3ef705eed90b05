import WeirCore

extension TextBuffer {
    /// Appends a line for people, with its newline: the facts of the JSON line, those that are looked for first in
    /// front.
    ///
    /// ```
    /// 2026-11-22T10:15:30.123456Z 198.51.100.7 "GET shop.example.com/cart?x=1" 200 12.4ms shop/canary(client)
    ///     web-next/next-1 affinity=valid end=complete balance=least_connections bytes=0/5120 first_byte=11.9ms
    ///     attempts=next-1:0.0ms:reused:200 protocol=h2 tls=TLSv1.3:TLS_AES_128_GCM_SHA256:resumed
    ///     sni=shop.example.com listener=https generation=3 id=01JD…
    /// ```
    ///
    /// on one line. `-` stands for a request that was not understood, a status never sent, and a route or server not
    /// found. What clients send is escaped as in JSON.
    mutating func accessLine(
        _ record: borrowing ExchangeRecord, head: borrowing RequestHead, hasHead: Bool, names: LogNames?,
        clock: inout TimestampText
    ) {
        clock.append(wall: record.started.wall, to: &self)
        let line = AccessLine(record, names: names)
        request(record, head, hasHead: hasHead)
        decision(record, line)
        measures(record)
        attempts(record, line)
        connection(record, line, protocol: hasHead ? head.version.logWord : nil)
        append("\n")
    }

    private mutating func request(_ record: borrowing ExchangeRecord, _ head: borrowing RequestHead, hasHead: Bool) {
        space()
        if record.client.isEmpty { append("-") }
        escaped(record.client[...], limit: .max)
        append(" \"")
        if hasHead {
            escaped(head.block.bytes[checked: head.methodText], limit: AccessLine.Limit.method)
            space()
            escaped(head.block.bytes[checked: head.host], limit: AccessLine.Limit.host)
            escaped(head.block.bytes[checked: head.loggedPath], limit: AccessLine.Limit.path)
        } else {
            append("-")
        }
        append("\" ")
        status(record.status)
        space()
        duration(record.elapsed(at: record.ended))
    }

    private mutating func decision(_ record: borrowing ExchangeRecord, _ line: AccessLine) {
        space()
        name(line.route)
        if let arm = line.arm {
            append("/")
            append(arm)
            append("(")
            escaped(record.plan.armReason.rawValue)
            append(")")
        }
        space()
        name(line.upstream?.name)
        if line.upstream != nil {
            append("/")
            name(line.server)
            append(" affinity=")
            escaped(record.verdict.rawValue)
        }
        append(" end=")
        escaped(record.fault?.rawValue ?? "complete")
        if let upstream = line.upstream {
            append(" balance=")
            append(upstream.balance)
        }
    }

    private mutating func measures(_ record: borrowing ExchangeRecord) {
        append(" bytes=")
        append(decimal: record.requestBytes)
        append("/")
        append(decimal: record.responseBytes)
        if record.firstByte != 0 {
            append(" first_byte=")
            duration(record.elapsed(at: record.firstByte))
        }
    }

    private mutating func attempts(_ record: borrowing ExchangeRecord, _ line: AccessLine) {
        var separator: StaticString = " attempts="
        for attempt in record.attempts {
            append(separator)
            separator = ","
            name(line.upstream?.servers[checked: attempt.server])
            append(":")
            duration(attempt.connect)
            append(attempt.reused ? ":reused:" : ":new:")
            status(attempt.status)
            if let fault = attempt.fault {
                append(":")
                escaped(fault.rawValue)
            }
        }
    }

    private mutating func connection(
        _ record: borrowing ExchangeRecord, _ line: AccessLine, protocol version: StaticString?
    ) {
        if let version {
            append(" protocol=")
            append(version)
        }
        if let tls = record.tls { session(tls) }
        if let listener = line.listener {
            append(" listener=")
            append(listener)
        }
        append(" generation=")
        append(decimal: record.generation)
        if !record.id.isEmpty {
            append(" id=")
            escaped(record.id[...], limit: AccessLine.Limit.id)
        }
    }

    private mutating func session(_ tls: TLSRecord) {
        append(" tls=")
        escaped(tls.version)
        append(":")
        escaped(tls.cipher)
        append(tls.resumed ? ":resumed" : ":full")
        if let name = tls.sni {
            append(" sni=")
            escaped(name, limit: AccessLine.Limit.serverName)
        }
    }

    private mutating func space() {
        append(UInt8(ascii: " "))
    }

    private mutating func name(_ name: [UInt8]?) {
        if let name { append(name) } else { append("-") }
    }

    private mutating func status(_ status: Int) {
        if status == 0 { append("-") } else { append(decimal: Int64(status)) }
    }

    private mutating func duration(_ nanoseconds: Int64) {
        append(milliseconds: nanoseconds)
        append("ms")
    }

    private mutating func escaped(_ text: String, limit: Int = .max) {
        JSONText.append(text.utf8.span, limit: limit, to: &self)
    }

    private mutating func escaped(_ text: ArraySlice<UInt8>, limit: Int) {
        JSONText.append(text.span, limit: limit, to: &self)
    }
}
