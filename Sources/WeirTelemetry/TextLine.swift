import WeirCore

/// Writes access-log lines for people: the facts of the JSON line, those that are looked for first in front.
///
/// ```
/// 2026-11-22T10:15:30.123456Z 198.51.100.7 "GET shop.example.com/cart?x=1" 200 12.4ms shop/canary(client)
///     web-next/next-1 affinity=valid end=complete balance=least_connections bytes=0/5120 first_byte=11.9ms
///     attempts=next-1:0.0ms:reused:200 protocol=h2 tls=TLSv1.3:TLS_AES_128_GCM_SHA256:resumed sni=shop.example.com
///     listener=https generation=3 id=01JD…
/// ```
///
/// on one line. `-` stands for a request that was not understood, a status never sent, and a route or server not found.
/// What clients send is escaped as in JSON.
struct TextLine {
    private var bytes: [UInt8]

    /// Appends one line, with its newline.
    static func append(
        _ record: borrowing ExchangeRecord, head: borrowing RequestHead, hasHead: Bool, names: LogNames?,
        clock: inout TimestampText, to bytes: inout [UInt8]
    ) {
        var text = TextLine(bytes: [])
        swap(&text.bytes, &bytes)
        clock.append(wall: record.started.wall, to: &text.bytes)
        let line = AccessLine(record, names: names)
        text.request(record, head, hasHead: hasHead)
        text.decision(record, line)
        text.measures(record)
        text.attempts(record, line)
        text.connection(record, line, protocol: hasHead ? head.version.logWord : nil)
        text.bytes.append(UInt8(ascii: "\n"))
        swap(&text.bytes, &bytes)
    }

    private mutating func request(_ record: borrowing ExchangeRecord, _ head: borrowing RequestHead, hasHead: Bool) {
        space()
        if record.client.isEmpty { bytes.append("-") }
        escaped(record.client)
        bytes.append(" \"")
        if hasHead {
            escaped(head.block.bytes[checked: head.methodText], limit: AccessLine.Limit.method)
            space()
            escaped(head.block.bytes[checked: head.host], limit: AccessLine.Limit.host)
            escaped(head.block.bytes[checked: head.loggedPath], limit: AccessLine.Limit.path)
        } else {
            bytes.append("-")
        }
        bytes.append("\" ")
        status(record.status)
        space()
        duration(record.elapsed(at: record.ended))
    }

    private mutating func decision(_ record: borrowing ExchangeRecord, _ line: AccessLine) {
        space()
        name(line.route)
        if let arm = line.arm {
            bytes.append("/")
            bytes.append(contentsOf: arm)
            bytes.append("(")
            escaped(record.plan.armReason.rawValue)
            bytes.append(")")
        }
        space()
        name(line.upstream?.name)
        if line.upstream != nil {
            bytes.append("/")
            name(line.server)
            bytes.append(" affinity=")
            escaped(record.verdict.rawValue)
        }
        bytes.append(" end=")
        escaped(record.fault?.rawValue ?? "complete")
        if let upstream = line.upstream {
            bytes.append(" balance=")
            bytes.append(contentsOf: upstream.balance)
        }
    }

    private mutating func measures(_ record: borrowing ExchangeRecord) {
        bytes.append(" bytes=")
        bytes.append(decimal: record.requestBytes)
        bytes.append("/")
        bytes.append(decimal: record.responseBytes)
        if record.firstByte != 0 {
            bytes.append(" first_byte=")
            duration(record.elapsed(at: record.firstByte))
        }
    }

    private mutating func attempts(_ record: borrowing ExchangeRecord, _ line: AccessLine) {
        var separator: StaticString = " attempts="
        for attempt in record.attempts {
            bytes.append(separator)
            separator = ","
            name(line.upstream?.servers[checked: attempt.server])
            bytes.append(":")
            duration(attempt.connect)
            bytes.append(attempt.reused ? ":reused:" : ":new:")
            status(attempt.status)
            if let fault = attempt.fault {
                bytes.append(":")
                escaped(fault.rawValue)
            }
        }
    }

    private mutating func connection(
        _ record: borrowing ExchangeRecord, _ line: AccessLine, protocol version: StaticString?
    ) {
        if let version {
            bytes.append(" protocol=")
            bytes.append(version)
        }
        if let tls = record.tls { session(tls) }
        if let listener = line.listener {
            bytes.append(" listener=")
            bytes.append(contentsOf: listener)
        }
        bytes.append(" generation=")
        bytes.append(decimal: record.generation)
        if !record.id.isEmpty {
            bytes.append(" id=")
            escaped(record.id[...], limit: AccessLine.Limit.id)
        }
    }

    private mutating func session(_ tls: TLSRecord) {
        bytes.append(" tls=")
        escaped(tls.version)
        bytes.append(":")
        escaped(tls.cipher)
        bytes.append(tls.resumed ? ":resumed" : ":full")
        if let name = tls.sni {
            bytes.append(" sni=")
            escaped(name, limit: AccessLine.Limit.serverName)
        }
    }

    private mutating func space() {
        bytes.append(UInt8(ascii: " "))
    }

    private mutating func name(_ name: [UInt8]?) {
        if let name { bytes.append(contentsOf: name) } else { bytes.append("-") }
    }

    private mutating func status(_ status: Int) {
        if status == 0 { bytes.append("-") } else { bytes.append(decimal: Int64(status)) }
    }

    private mutating func duration(_ nanoseconds: Int64) {
        bytes.append(milliseconds: nanoseconds)
        bytes.append("ms")
    }

    private mutating func escaped(_ text: String, limit: Int = .max) {
        JSONText.append(text.utf8.span, limit: limit, to: &bytes)
    }

    private mutating func escaped(_ text: ArraySlice<UInt8>, limit: Int) {
        JSONText.append(text.span, limit: limit, to: &bytes)
    }
}
