import NIOCore
import WeirTLS

/// Changes bytes on their way, as a script says: three bytes an instruction; after the last nothing is changed.
struct Tampering {
    let script: [UInt8]
    var position: Int

    /// Applies the next instruction to what one side sends.
    mutating func apply(to bytes: [UInt8]) -> [UInt8] {
        guard position + 3 <= script.count, !bytes.isEmpty else { return bytes }
        let (kind, first, second) = (script[position], script[position + 1], script[position + 2])
        position += 3
        let place = (Int(first) | Int(kind >> 4) << 8) % bytes.count
        var bytes = bytes
        switch kind & 0x0f {
        case 1: bytes[place] ^= second
        case 2: bytes[place] = second
        case 3: bytes.removeLast(bytes.count - place)
        case 4: bytes.remove(at: place)
        case 5: bytes.insert(second, at: place)
        case 6: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + Int(second))], at: place)
        case 7: bytes.removeSubrange(place..<min(bytes.count, place + Int(second)))
        case 8: bytes.insert(contentsOf: [21, 3, 3, 0, 2, first & 3, second], at: place)
        case 9: bytes.insert(contentsOf: script[position...].prefix(Int(second)), at: place)
        case 10: bytes += bytes
        default: break
        }
        return bytes
    }
}

/// A client and a server with a script between them.
struct TamperedConversation {
    private var client: CheckedReader
    private var server: CheckedReader
    private var tampering: Tampering
    private let longest: Int
    /// What the client has written so far, in clear.
    private var written: [UInt8] = []
    private var answered: [UInt8] = []

    init(_ stage: TLSRecordFuzz.Stage, _ choice: UInt8, _ tampering: Tampering) throws {
        let context = stage.clients[choice & 2 == 0 ? 0 : 1]
        client = CheckedReader(
            engine: try TLSEngine(client: context, serverName: "example.com", verifiedName: "example.com"))
        server = CheckedReader(engine: try TLSEngine(context: stage.server))
        longest = choice & 4 == 0 ? Int.max : choice & 8 == 0 ? 7 : 60
        self.tampering = tampering
    }

    mutating func run() throws(Violation) {
        try client.read()
        for round in 0..<8 {
            try Self.move(client.engine, &server, &tampering, longest)
            try Self.move(server.engine, &client, &tampering, longest)
            if client.isOpen { write("request \(round);", to: client.engine, &written) }
            if server.isOpen { write("answer \(round);", to: server.engine, &answered) }
            if round == 6 { client.engine.shutdown() }
            try check(server, written, "the server")
            try check(client, answered, "the client")
        }
        if tampering.script.isEmpty {
            try require(
                server.isOpen && client.isOpen, "an honest handshake fails: \(String(describing: server.failure))")
            try require(server.plaintext.readableBytes == written.count, "an honest client is not heard")
            try require(server.engine.inputClosed() == .clean, "close_notify is not heard")
        }
    }

    /// Nothing but what the other side wrote, from its first byte on.
    private func check(_ reader: CheckedReader, _ sent: [UInt8], _ side: String) throws(Violation) {
        let heard = Array(reader.plaintext.readableBytesView)
        try require(sent.starts(with: heard), "\(side) hears what nobody said: \(visible(heard))")
        try require(reader.isOpen == (reader.engine.session != nil), "\(side) has a session or has not")
    }

    private func write(_ text: String, to engine: TLSEngine, _ sent: inout [UInt8]) {
        var buffer = ByteBuffer(string: text)
        do throws(TLSFailure) {
            try engine.write(&buffer)
            sent += Array(text.utf8)
        } catch {
            // It has failed before, or was shut down: then nothing has been sent.
        }
    }

    private static func move(
        _ from: TLSEngine, _ target: inout CheckedReader, _ tampering: inout Tampering, _ longest: Int
    ) throws(Violation) {
        guard let bytes = from.takeOutbound() else { return }
        let arriving = tampering.apply(to: Array(bytes.readableBytesView))
        var start = 0
        while start < arriving.count {
            let end = start + min(longest, arriving.count - start)
            target.engine.receive(ByteBuffer(bytes: arriving[start..<end]))
            try target.read()
            start = end
        }
    }
}
