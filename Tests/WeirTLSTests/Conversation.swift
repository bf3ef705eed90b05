import NIOCore
import Testing

@testable import WeirTLS

/// A client and a server engine with their wires crossed, in memory.
struct Conversation {
    let client: TLSEngine
    let server: TLSEngine
    var atClient = Side()
    var atServer = Side()

    struct Side {
        var plaintext = ByteBuffer()
        /// All steps but `plaintext` and `needMore`.
        var steps: [TLSReadStep] = []

        var failure: TLSFailure? {
            for case .failed(let failure) in steps { return failure }
            return nil
        }
    }

    init(client: TLSEngine, server: TLSEngine) {
        self.client = client
        self.server = server
    }

    /// Moves bytes until neither side has any left. `split`: how many to hand over at once.
    mutating func run(split: () -> Int = { .max }) {
        Self.read(client, &atClient)
        var moved = true
        while moved {
            moved = Self.move(client, server, &atServer, split)
            moved = Self.move(server, client, &atClient, split) || moved
        }
    }

    /// Hands over what one side has to send, and no more than that.
    @discardableResult
    static func move(_ from: TLSEngine, _ target: TLSEngine, _ side: inout Side, _ split: () -> Int) -> Bool {
        guard var bytes = from.takeOutbound() else { return false }
        while bytes.readableBytes > 0, let part = bytes.readSlice(length: min(split(), bytes.readableBytes)) {
            target.receive(part)
            read(target, &side)
        }
        return true
    }

    /// Reads all there is.
    static func read(_ engine: TLSEngine, _ side: inout Side) {
        while true {
            let step = engine.read(into: &side.plaintext)
            switch step {
            case .plaintext: continue
            case .handshakeCompleted: side.steps.append(step)
            case .needMore: return
            case .closed, .failed:
                side.steps.append(step)
                return
            }
        }
    }

    /// Takes what has arrived in clear.
    mutating func takeAtServer() -> ByteBuffer { Self.take(&atServer) }
    mutating func takeAtClient() -> ByteBuffer { Self.take(&atClient) }

    private static func take(_ side: inout Side) -> ByteBuffer {
        defer { side.plaintext = ByteBuffer() }
        return side.plaintext
    }
}

/// Writes all of a buffer.
func write(_ bytes: ByteBuffer, to engine: TLSEngine) throws {
    var bytes = bytes
    try engine.write(&bytes)
    #expect(bytes.readableBytes == 0)
}
