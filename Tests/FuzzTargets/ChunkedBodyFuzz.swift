import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// Bodies: the decoder against the strict reader, and what is framed against what was to be.
///
/// The first byte chooses limits and framing, all others are the body and what follows it.
enum ChunkedBodyFuzz {
    private struct Outcome: Equatable {
        var last: BodyStep
        var data: [UInt8] = []
        var trailers: [StrictField] = []
        var consumed = 0
    }

    static func run(_ input: [UInt8]) throws(Violation) {
        guard let choice = input.first else { return }
        let bytes = Array(input.dropFirst())
        let limits = choice & 0x80 == 0 ? Limits() : Limits(headerBytes: 64, headerCount: 3, bodyBytes: 100)
        let kind: MessageKind = choice & 1 == 0 ? .request : .response
        let framing = framing(choice, bytes)
        let outcome = decode(bytes, framing, kind, limits, .whole)
        for splitting in Splitting.all(seed: UInt64(bytes.count)) {
            let other = decode(bytes, framing, kind, limits, splitting)
            if case .fault = outcome.last {
                try require(other.last == outcome.last, "\(splitting): \(other.last), whole: \(outcome.last)")
            } else {
                try require(other == outcome, "\(splitting): \(other.last), whole: \(outcome.last)")
            }
        }
        switch framing {
        case .chunked: try checkChunks(bytes, outcome, kind, limits)
        case .none: try require(outcome.last == .end && outcome.consumed == 0, "a body out of nothing")
        case .length(let length):
            let taken = min(Int(length), bytes.count)
            if case .fault(let fault) = outcome.last {
                try require(fault == .bodyTooLarge && length > 100 && choice & 0x80 != 0, "\(fault)")
                return
            }
            try require(outcome.data == Array(bytes[..<taken]), "another body")
            try require(outcome.last == (taken == Int(length) ? .end : .needMore), "\(outcome.last)")
        case .untilClose: try require(outcome.data == bytes && outcome.last == .needMore, "another body")
        }
        try checkWriting(bytes, choice)
    }

    private static func framing(_ choice: UInt8, _ bytes: [UInt8]) -> BodyFraming {
        switch choice & 0x0e {
        case 2: .length(Int64(bytes.first ?? 0))
        case 4: kindAllowsClose(choice) ? .untilClose : .none
        default: .chunked
        }
    }

    private static func kindAllowsClose(_ choice: UInt8) -> Bool { choice & 1 != 0 }

    private static func decode(
        _ bytes: [UInt8], _ framing: BodyFraming, _ kind: MessageKind, _ limits: Limits, _ splitting: Splitting
    ) -> Outcome {
        var decoder = BodyDecoder(framing, of: kind, limits: limits)
        var buffer = ByteBuffer()
        var outcome = Outcome(last: .needMore)
        var fed = 0
        for piece in [0..<0] + splitting.pieces(bytes.count) {
            buffer.writeBytes(bytes[piece])
            fed += piece.count
            outcome.last = decoder.next(&buffer)
            while case .data(let part) = outcome.last {
                outcome.data += part.readableBytesView
                outcome.last = decoder.next(&buffer)
            }
            if outcome.last != .needMore { break }
        }
        outcome.consumed = fed - buffer.readableBytes
        outcome.trailers = RequestHeadFuzz.fields(of: decoder.trailers ?? FieldBlock())
        let ending = decoder.finishOnEOF()
        if outcome.last == .needMore, framing != .untilClose {
            outcome.last = ending == .end ? .end : .needMore
        }
        return outcome
    }

    private static func checkChunks(
        _ bytes: [UInt8], _ outcome: Outcome, _ kind: MessageKind, _ limits: Limits
    ) throws(Violation) {
        let strict: Result<StrictChunks?, StrictReader.Malformed> =
            Result { () throws(StrictReader.Malformed) in try StrictChunks(bytes) }
        switch (outcome.last, strict) {
        case (.end, .success(let chunks?)):
            try require(outcome.data == chunks.data, "another body")
            try require(outcome.consumed == chunks.end, "\(outcome.consumed) bytes taken, not \(chunks.end)")
            let allowed = chunks.trailers.filter { !isForbidden($0) }
            try require(outcome.trailers == allowed, "other trailers")
        case (.end, .success(nil)), (.end, .failure): throw Violation("a body was let through that is none")
        case (.needMore, .success(nil)): break
        case (.needMore, .success): throw Violation("more is waited for, but a whole body is there")
        case (.needMore, .failure(let reason)):
            throw Violation("more is waited for, but: \(reason.reason)")
        case (.fault, .failure), (.fault, .success(nil)): break
        case (.fault(let fault), .success(let chunks?)):
            try require(isBeyond(chunks, kind, limits), "a plain body was refused: \(fault)")
        case (.data, _): throw Violation("data at the end")
        }
    }

    /// Beyond one of the limits: an offset of the trailers counts from their start.
    private static func isBeyond(_ chunks: StrictChunks, _ kind: MessageKind, _ limits: Limits) -> Bool {
        let isTooLarge = kind == .request && limits.bodyBytes.map { chunks.data.count > $0 } ?? false
        return isTooLarge || chunks.extensionBytes > 16_384 || chunks.longestSizeLine > 4096
            || chunks.trailers.count > limits.headerCount || chunks.trailerBytes > limits.headerBytes
    }

    /// RFC 9110 §6.5.1, and what Weir writes itself.
    private static func isForbidden(_ field: StrictField) -> Bool {
        let name = String(decoding: field.name, as: UTF8.self)
        if forbidden.contains(name) { return true }
        let plain = name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-")
        return name != plain && imitable.contains(plain)
    }

    private static let imitable: Set<String> = [
        "x-forwarded-for", "x-real-ip", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-request-id",
        "x-load-balancer", "transfer-encoding", "content-length",
    ]
    private static let forbidden: Set<String> = imitable.union([
        "age", "authorization", "cache-control", "connection", "content-encoding", "content-range", "content-type",
        "cookie", "date", "expect", "expires", "forwarded", "host", "http2-settings", "if-match", "if-modified-since",
        "if-none-match", "if-range", "if-unmodified-since", "keep-alive", "max-forwards", "pragma",
        "proxy-authenticate", "proxy-authorization", "proxy-connection", "range", "retry-after", "set-cookie", "te",
        "trailer", "upgrade", "vary", "via", "warning", "www-authenticate",
    ])

    /// Whatever is framed as chunks reads back as the same.
    private static func checkWriting(_ bytes: [UInt8], _ choice: UInt8) throws(Violation) {
        var output = ByteBuffer()
        for piece in Splitting.random(seed: UInt64(choice), longest: 300).pieces(bytes.count) {
            ChunkWriter.write(ByteBuffer(bytes: bytes[piece]), into: &output)
        }
        ChunkWriter.finish(trailers: FieldBlock(), into: &output)
        output.writeString("GET")
        let written = Array(output.readableBytesView)
        let chunks = try? StrictChunks(written)
        try require(chunks?.data == bytes && chunks?.end == written.count - 3, "chunks read back differently")
        let again = decode(written, .chunked, .response, Limits(), .whole)
        try require(again.last == .end && again.data == bytes, "our own chunks are refused")
    }
}
