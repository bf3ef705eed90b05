import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// How a decoder's input is cut into pieces.
enum Feeding: CaseIterable {
    case whole, bytes, random1, random2

    /// The pieces, none of them empty.
    func pieces(of input: [UInt8]) -> [ArraySlice<UInt8>] {
        switch self {
        case .whole: input.isEmpty ? [] : [input[...]]
        case .bytes: input.indices.map { input[$0...$0] }
        case .random1: randomPieces(of: input, seed: 1)
        case .random2: randomPieces(of: input, seed: 2)
        }
    }

    private func randomPieces(of input: [UInt8], seed: UInt64) -> [ArraySlice<UInt8>] {
        var random = RandomSource(seed: seed ^ UInt64(input.count))
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < input.count {
            let end = min(input.count, start + Int.random(in: 1...24, using: &random))
            pieces.append(input[start..<end])
            start = end
        }
        return pieces
    }
}

/// The first outcome other than `needMore`, and how many bytes it took.
struct RequestOutcome: Equatable {
    var step: RequestStep
    var head: RequestHead
    var consumed: Int
}

func decodeRequest(
    _ input: [UInt8], limits: Limits = Limits(), feeding: Feeding = .whole
) -> RequestOutcome {
    var decoder = RequestDecoder(limits: limits)
    var buffer = ByteBuffer()
    var head = RequestHead()
    var fed = 0
    for piece in feeding.pieces(of: input) {
        buffer.writeBytes(piece)
        fed += piece.count
        let step = decoder.decode(&buffer, into: &head)
        if step != .needMore {
            return RequestOutcome(step: step, head: head, consumed: fed - buffer.readableBytes)
        }
    }
    return RequestOutcome(step: .needMore, head: head, consumed: fed - buffer.readableBytes)
}

func decodeRequest(_ text: String, limits: Limits = Limits(), feeding: Feeding = .whole) -> RequestOutcome {
    decodeRequest(Array(text.utf8), limits: limits, feeding: feeding)
}

struct ResponseOutcome: Equatable {
    var step: ResponseStep
    var head: ResponseHead
    var consumed: Int
}

func decodeResponse(
    _ input: [UInt8], to method: Method = .get, limits: Limits = Limits(), feeding: Feeding = .whole
) -> ResponseOutcome {
    var decoder = ResponseDecoder(limits: limits)
    var buffer = ByteBuffer()
    var head = ResponseHead()
    var fed = 0
    for piece in feeding.pieces(of: input) {
        buffer.writeBytes(piece)
        fed += piece.count
        let step = decoder.decode(&buffer, into: &head, requestMethod: method)
        if step != .needMore {
            return ResponseOutcome(step: step, head: head, consumed: fed - buffer.readableBytes)
        }
    }
    return ResponseOutcome(step: .needMore, head: head, consumed: fed - buffer.readableBytes)
}

func decodeResponse(
    _ text: String, to method: Method = .get, limits: Limits = Limits(), feeding: Feeding = .whole
) -> ResponseOutcome {
    decodeResponse(Array(text.utf8), to: method, limits: limits, feeding: feeding)
}

/// What a body decoder made of its input: all data joined, and the step that ended it.
struct BodyOutcome: Equatable {
    var data: [UInt8]
    var last: BodyStep
    var consumed: Int
    var trailers: [String]

    var text: String { String(decoding: data, as: UTF8.self) }
}

func decodeBody(
    _ input: [UInt8], _ framing: BodyFraming, of kind: MessageKind = .request, limits: Limits = Limits(),
    feeding: Feeding = .whole
) -> BodyOutcome {
    var decoder = BodyDecoder(framing, of: kind, limits: limits)
    var buffer = ByteBuffer()
    var outcome = BodyOutcome(data: [], last: .needMore, consumed: 0, trailers: [])
    var fed = 0
    let pieces = feeding.pieces(of: input)
    for piece in pieces.isEmpty ? [[]] : pieces {
        buffer.writeBytes(piece)
        fed += piece.count
        outcome.last = drain(&decoder, &buffer, into: &outcome.data)
        if outcome.last != .needMore { break }
    }
    outcome.consumed = fed - buffer.readableBytes
    outcome.trailers = lines(of: decoder.trailers ?? FieldBlock())
    return outcome
}

private func drain(_ decoder: inout BodyDecoder, _ buffer: inout ByteBuffer, into data: inout [UInt8]) -> BodyStep {
    while true {
        let step = decoder.next(&buffer)
        guard case .data(let part) = step else { return step }
        data += Array(part.readableBytesView)
    }
}

func decodeBody(
    _ text: String, _ framing: BodyFraming, of kind: MessageKind = .request, limits: Limits = Limits(),
    feeding: Feeding = .whole
) -> BodyOutcome {
    decodeBody(Array(text.utf8), framing, of: kind, limits: limits, feeding: feeding)
}

/// Fields as `name: value` texts.
func lines(of block: FieldBlock) -> [String] {
    block.fields.map { block.string($0.name) + ": " + block.string($0.value) }
}

/// A head of lines, each ended with CRLF, and the empty line.
func head(_ lines: String...) -> String {
    lines.map { $0 + "\r\n" }.joined() + "\r\n"
}

extension RequestHead {
    func text(_ range: ByteRange) -> String { block.string(range) }
}

extension ByteBuffer {
    var text: String { String(decoding: readableBytesView, as: UTF8.self) }
    var bytes: [UInt8] { Array(readableBytesView) }
}
