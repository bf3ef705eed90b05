import NIOCore
import WeirCore

/// A chunked body on its way in (RFC 9112 §7.1): finds the data between the chunks' framing.
///
/// Throws `badRequest`, `bodyTooLarge` and `headerTooLarge`.
final class ChunkedBody {
    /// Bytes of chunk extensions, which are read over, in one body (RFC 9112 §7.1.1).
    private static let extensionLimit = 16 * 1024
    /// Bytes of one chunk's size and extensions.
    private static let sizeLineLimit = 4 * 1024

    private enum Stage {
        /// Next: data, trailers.
        case size
        /// Bytes of the chunk that are still to come. Next: chunkEnd.
        case data(Int64)
        /// The CRLF behind a chunk's data. Next: size.
        case chunkEnd
        /// Next: complete.
        case trailers
        case complete
    }

    /// Empty before the body is complete.
    private(set) var trailers = FieldBlock()
    private var stage = Stage.size
    private var scanner = LineScanner()
    private var trailerReader: FieldSectionReader
    private let bodyLimit: Int64
    private var extensionBytes = 0
    /// Sizes of the chunks begun so far.
    private var announced: Int64 = 0

    init(bodyLimit: Int64, trailerBytes: Int, trailerCount: Int) {
        self.bodyLimit = bodyLimit
        trailerReader = FieldSectionReader(byteLimit: trailerBytes, countLimit: trailerCount)
    }

    /// The body has ended, and what follows in the input is not part of it.
    var isComplete: Bool {
        if case .complete = stage { true } else { false }
    }

    /// Takes framing from the front of `input`, up to data.
    ///
    /// - Returns: how many bytes at the front are data now, which the caller takes; 0: none are, because more is needed
    ///   or the body is complete.
    func next(_ input: inout ByteBuffer) throws(Fault) -> Int {
        while true {
            switch stage {
            case .size: guard try readSize(&input) else { return 0 }
            case .data(let remaining):
                let count = min(remaining, Int64(input.readableBytes))
                stage = remaining > count ? .data(remaining - count) : .chunkEnd
                return Int(count)
            case .chunkEnd: guard try readChunkEnd(&input) else { return 0 }
            case .trailers: guard try readTrailers(&input) else { return 0 }
            case .complete: return 0
            }
        }
    }

    /// False: more is needed.
    private func readSize(_ input: inout ByteBuffer) throws(Fault) -> Bool {
        switch scanner.next(input.readableBytesUInt8Span, limit: Self.sizeLineLimit) {
        case .needMore: return false
        case .bad, .tooLong: throw Fault(.badRequest)
        case .end(let end):
            let line = try ChunkSizeLine(input.readableBytesUInt8Span, end: end)
            extensionBytes += line.extensionBytes
            guard extensionBytes <= Self.extensionLimit else { throw Fault(.badRequest) }
            let (total, overflow) = announced.addingReportingOverflow(line.size)
            guard !overflow else { throw Fault(.badRequest) }
            guard total <= bodyLimit else { throw Fault(.bodyTooLarge) }
            announced = total
            input.moveReaderIndex(forwardBy: end + 2)
            scanner = LineScanner()
            stage = line.size > 0 ? .data(line.size) : .trailers
            return true
        }
    }

    private func readChunkEnd(_ input: inout ByteBuffer) throws(Fault) -> Bool {
        guard try Self.startsWithLineEnd(input.readableBytesUInt8Span) else { return false }
        input.moveReaderIndex(forwardBy: 2)
        stage = .size
        return true
    }

    private static func startsWithLineEnd(_ bytes: Span<UInt8>) throws(Fault) -> Bool {
        guard bytes.count > 0 else { return false }
        guard bytes[0] == 0x0d else { throw Fault(.badRequest) }
        guard bytes.count > 1 else { return false }
        guard bytes[1] == 0x0a else { throw Fault(.badRequest) }
        return true
    }

    private func readTrailers(_ input: inout ByteBuffer) throws(Fault) -> Bool {
        guard let end = try trailerReader.read(input.readableBytesUInt8Span) else { return false }
        trailerReader.move(to: &trailers, from: input, count: end)
        let bytes = trailers.bytes
        trailers.fields.removeAll { !TrailerRules.allows($0, bytes.span) }
        input.moveReaderIndex(forwardBy: end)
        stage = .complete
        return true
    }
}
