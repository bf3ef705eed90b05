/// HTTP/2 for scripts of origins that misbehave on purpose: frames by hand (RFC 9113 §4.1).
struct Frame {
    var type: UInt8
    var flags: UInt8 = 0
    var stream: Int = 0
    var payload: [UInt8] = []

    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let reset: UInt8 = 3
    static let settings: UInt8 = 4
    static let goAway: UInt8 = 7

    static let endStream: UInt8 = 1
    static let endHeaders: UInt8 = 4

    /// `:status: 200`, and nothing else, by its index in the static table (RFC 7541 §A).
    static func ok(stream: Int, endsStream: Bool = true) -> Frame {
        Frame(type: headers, flags: endHeaders | (endsStream ? endStream : 0), stream: stream, payload: [0x88])
    }

    static func reset(stream: Int, code: UInt8) -> Frame {
        Frame(type: reset, stream: stream, payload: [0, 0, 0, code])
    }

    /// Streams above `last` have not been looked at.
    static func goAway(last: UInt8) -> Frame {
        Frame(type: goAway, payload: [0, 0, 0, last, 0, 0, 0, 0])
    }

    var bytes: [UInt8] {
        let count = payload.count
        return [UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255), type, flags]
            + [UInt8(stream >> 24 & 127), UInt8(stream >> 16 & 255), UInt8(stream >> 8 & 255), UInt8(stream & 255)]
            + payload
    }
}

extension OriginConnection {
    /// Takes the client's preface and sends its own.
    func beginFrames() throws {
        try discard(24)
        try send(Frame(type: Frame.settings))
    }

    func send(_ frame: Frame) throws {
        try send(frame.bytes)
    }

    /// The next frame of one of these types; others are passed over.
    func frame(_ types: UInt8...) throws -> Frame {
        while true {
            let header = try bytes(9)
            let count = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
            let stream = Int(header[5] & 127) << 24 | Int(header[6]) << 16 | Int(header[7]) << 8 | Int(header[8])
            let frame = Frame(type: header[3], flags: header[4], stream: stream, payload: try bytes(count))
            if types.contains(frame.type) { return frame }
        }
    }
}
