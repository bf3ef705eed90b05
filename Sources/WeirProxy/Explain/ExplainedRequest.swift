import NIOCore
public import WeirCore
import WeirHTTP
public import WeirModel

/// A request that somebody asks about, read by the parser that serves.
public enum ExplainedRequest {
    /// Why it cannot be explained.
    public struct Problem: Error {
        public var message: String
        public var hint: String?
    }

    /// From the parts that a command line names.
    ///
    /// - Parameters:
    ///   - url: absolute, `http` or `https`.
    ///   - fields: each `Name: value`.
    public static func parse(
        method: String, url: String, fields: [String], cookies: String?, limits: Limits
    ) throws(Problem) -> RequestHead {
        let (authority, target) = try split(url)
        var text = "\(method) \(target) HTTP/1.1\r\n"
        let named = fields.contains { $0.lowercased().hasPrefix("host:") }
        if !named { text += "Host: \(authority)\r\n" }
        for field in fields { text += field + "\r\n" }
        if let cookies { text += "Cookie: \(cookies)\r\n" }
        return try parse(head: text + "\r\n", limits: limits)
    }

    /// From a whole head as it would come over the wire, lines ended by CRLF or LF.
    public static func parse(head text: String, limits: Limits) throws(Problem) -> RequestHead {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let wire = lines.map { $0.hasSuffix("\r") ? String($0.dropLast()) : String($0) }.joined(separator: "\r\n")
        var input = ByteBuffer(
            string: wire.hasSuffix("\r\n\r\n") ? wire : wire + (wire.hasSuffix("\r\n") ? "\r\n" : "\r\n\r\n"))
        var head = RequestHead()
        var decoder = RequestDecoder(limits: limits)
        switch decoder.decode(&input, into: &head) {
        case .head, .refused:
            guard input.readableBytes == 0 else { throw Problem(message: "a field holds an empty line", hint: nil) }
            return head
        case .needMore:
            throw Problem(message: "the request is not complete", hint: nil)
        case .fault(let kind):
            throw Problem(
                message: "the request would be refused before routing: \(kind.rawValue)",
                hint: "check the URL, and fields as -H 'Name: value'")
        }
    }

    private static func split(_ url: String) throws(Problem) -> (authority: String, target: String) {
        let schemes = ["https://", "http://"]
        guard let scheme = schemes.first(where: { url.lowercased().hasPrefix($0) }) else {
            throw Problem(message: "\"\(url)\" is no URL", hint: "begin with https:// or http://")
        }
        let rest = url.dropFirst(scheme.count).prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest.dropFirst(authority.count)
        guard !authority.isEmpty else { throw Problem(message: "\"\(url)\" names no host", hint: nil) }
        return (String(authority), target.hasPrefix("/") ? String(target) : "/" + target)
    }
}
