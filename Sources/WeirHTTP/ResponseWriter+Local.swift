public import NIOCore
public import WeirCore

extension ResponseWriter {
    /// Appends a whole response of Weir's own.
    ///
    /// - Parameter method: of the request; to HEAD the body is left out, its length is said.
    public static func write(
        _ response: LocalResponse, method: Method, facts: ResponseFacts, into output: inout ByteBuffer
    ) {
        output.writeHead(estimate: response.body.count + 512) { write(response, method, facts, into: &$0) }
    }

    private static func write(
        _ response: LocalResponse, _ method: Method, _ facts: ResponseFacts, into output: inout HeadOutput
    ) {
        let mayHaveBody = response.status >= 200 && response.status != 204 && response.status != 304
        output.append("HTTP/1.1 ")
        output.append(decimal: Int64(response.status))
        output.append(" ")
        output.append(StatusReason.phrase(response.status))
        output.append("\r\n")
        if mayHaveBody, let type = response.contentType { append(LocalField("Content-Type", type), into: &output) }
        for field in response.fields { append(field, into: &output) }
        if facts.makesPrivate { output.append("Cache-Control: private\r\n") }
        appendOwn(facts, needsDate: true, into: &output)
        appendConnection(response.status, false, facts.keepAlive, facts.clientVersion, into: &output)
        appendFraming(mayHaveBody ? .length(Int64(response.body.count)) : .none, nil, into: &output)
        output.append("\r\n")
        if mayHaveBody, method != .head { output.append(response.body) }
    }

    private static func append(_ field: LocalField, into output: inout HeadOutput) {
        guard !field.name.isEmpty, field.name.utf8.allSatisfy({ ByteSet.token.contains($0) }) else { return }
        for byte in field.name.utf8 { output.append(byte) }
        output.append(": ")
        for byte in field.value where byte >= 0x20 && byte != 0x7f { output.append(byte) }
        output.append("\r\n")
    }
}
