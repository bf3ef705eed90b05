/// PROXY headers as load balancers send them, put together by hand.
enum ProxyHeaderBytes {
    /// Version 1, from port 50000 to 198.51.100.9:443.
    static func line(from client: String) -> [UInt8] {
        Array("PROXY TCP4 \(client) 198.51.100.9 50000 443\r\n".utf8)
    }

    /// Version 2, the same. `client` is dotted decimal.
    static func binary(from client: String, tlvs: [UInt8] = []) -> [UInt8] {
        let source = client.split(separator: ".").compactMap { UInt8($0) }
        return binary(0x21, 0x11, source + [198, 51, 100, 9, 0xc3, 0x50, 0x01, 0xbb] + tlvs)
    }

    /// Any of version 2.
    static func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
        signature + [command, family, UInt8(rest.count >> 8), UInt8(rest.count & 255)] + rest
    }

    /// The sender speaks for itself.
    static let local = binary(0x20, 0x00, [])

    static let signature: [UInt8] = Array("\r\n\r\n\0\r\nQUIT\n".utf8)
}

extension OriginConnection {
    /// The header that the connection begins with, whole.
    func proxyHeader() throws -> [UInt8] {
        var header = try bytes(1)
        if header == Array("P".utf8) {
            while header.last != UInt8(ascii: "\n") { header += try bytes(1) }
            return header
        }
        header += try bytes(15)
        return try header + bytes(Int(header[14]) << 8 | Int(header[15]))
    }
}

extension ScriptedOrigin {
    /// Reads a header on each connection, and answers every request on it with that header in hexadecimal.
    static func tellingHeader() -> Script {
        { connection in
            let header = try connection.proxyHeader()
            while try connection.request() != nil { try connection.respond(hexadecimal(header)) }
        }
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
