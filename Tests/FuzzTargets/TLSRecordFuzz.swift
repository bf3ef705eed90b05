import Glibc
import NIOCore
import WeirTLS

/// What comes in on a TLS port: bytes of any kind, or the bytes of a true client with changes on the way. Nobody but
/// that client gets clear text through, and a connection that has failed stays failed.
///
/// The first byte chooses: even, the others are what is received; odd, they are instructions, see `Tampering`.
enum TLSRecordFuzz {
    static func run(_ input: [UInt8]) throws(Violation) {
        guard let choice = input.first else { return }
        do {
            let stage = try Stage.made.get()
            if choice & 1 == 0 {
                try receive(Array(input.dropFirst()), choice, stage)
            } else {
                var conversation = try TamperedConversation(
                    stage, choice, Tampering(script: Array(input.dropFirst()), position: 0))
                try conversation.run()
            }
        } catch let violation as Violation {
            throw violation
        } catch {
            throw Violation("no engine: \(error)")
        }
    }

    /// Contexts are made once: that takes longer than all else. One thread at a time.
    struct Stage {
        let server: TLSContext
        let clients: [TLSClientContext]

        nonisolated(unsafe) static let made = Result { try Stage() }

        private init() throws {
            let template = strdup("/tmp/weir-fuzz-XXXXXX")
            defer { free(template) }
            guard let template, let path = mkdtemp(template) else { throw Violation("no folder for certificates") }
            let folder = String(cString: path)
            let now = Int64(time(nil))
            let made = try DevelopmentCertificates(hosts: ["example.com", "*.example.org"], now: now)
            let paths = try made.write(to: folder)
            defer {
                for path in paths { unlink(path) }
                rmdir(folder)
            }
            let source = CertificateSource(certificate: folder + "/site.crt", key: folder + "/site.key")
            guard let store = CertificateStore.load([source], now: now).store else {
                throw Violation("the certificates do not load")
            }
            server = try TLSContext(
                store: store, minimumVersion: .v1_2, applicationProtocols: ["http/1.1"], rejectsUnknownNames: false,
                ticketKeys: TicketKeys())
            clients = try [.v1_3, .v1_2].map { version in
                try TLSClientContext(
                    authorities: made.authority, maximumVersion: version, applicationProtocols: ["http/1.1"])
            }
        }
    }

    private static func receive(_ bytes: [UInt8], _ choice: UInt8, _ stage: Stage) throws {
        let server = try TLSEngine(context: stage.server)
        var reader = CheckedReader(engine: server)
        let splitting: Splitting =
            choice & 2 == 0 ? .whole : .random(seed: UInt64(choice), longest: choice & 4 == 0 ? 8 : 200)
        for piece in splitting.pieces(bytes.count) {
            server.receive(ByteBuffer(bytes: bytes[piece]))
            try reader.read()
            try require(server.outboundCount <= 65_536, "an answer without end")
        }
        try require(server.session == nil && reader.plaintext.readableBytes == 0, "a handshake out of nothing")
        try require(server.inputClosed() == .truncated, "a clean end of no handshake")
        server.shutdown()
    }
}

/// Reads an engine and holds it to its word.
struct CheckedReader {
    let engine: TLSEngine
    var plaintext = ByteBuffer()
    private(set) var isOpen = false
    private(set) var failure: TLSFailure?

    init(engine: TLSEngine) {
        self.engine = engine
    }

    mutating func read() throws(Violation) {
        for _ in 0..<10_000 {
            let before = plaintext.readableBytes
            let step = engine.read(into: &plaintext)
            let appended = plaintext.readableBytes - before
            if let failure { try require(step == .failed(failure), "a failed connection goes on: \(step)") }
            switch step {
            case .plaintext(let count):
                try require(isOpen && count == appended && count > 0, "\(count) bytes said, \(appended) appended")
                continue
            case .handshakeCompleted:
                try require(!isOpen && engine.session != nil, "a second handshake")
                isOpen = true
            case .needMore, .closed:
                try require(appended == 0, "bytes with no word")
                return
            case .failed(let failure):
                try require(appended == 0 && failure.detail.utf8.count <= TLSFailure.detailLimit, "a bad failure")
                self.failure = failure
                return
            }
        }
        throw Violation("reading has no end")
    }
}

extension TLSEngine {
    fileprivate var outboundCount: Int { takeOutbound()?.readableBytes ?? 0 }
}
