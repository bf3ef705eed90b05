/// Why a text is not what its key asks for.
struct ScalarProblem: Error, Equatable {
    /// Completes a sentence that begins with the text: "is not a duration".
    var predicate: String
    /// UTF-8 bytes from the start of the text to the mistake; nil: the whole text.
    var offset: Int?
    /// What to do about it.
    var hint: String?

    /// - Parameter predicate: completes a sentence that begins with the text.
    init(_ predicate: String, offset: Int? = nil, hint: String? = nil) {
        self.predicate = predicate
        self.offset = offset
        self.hint = hint
    }
}
