Attribute VB_Name = "xlcs_texts"
Option Explicit
Option Private Module
' Texts for the user. VBA source is stored in a code page without Chinese, so they stand in this
' file's own sheet (key, zh, en), and which column is read is Excel's display language.

Private Const TEXT_SHEET As String = "xlcs_texts"
Private Const HELP_KEY As String = "function."
Private Const CHINESE As Long = 4
Private Const DISPLAY_LANGUAGE As Long = 2

Private texts As Collection
Private functionNames As Collection

Public Function TextOf(ByVal key As String) As String
    If texts Is Nothing Then LoadTexts
    TextOf = texts.Item(key)
End Function

Private Sub LoadTexts()
    Dim source As Object, row As Long, column As Long, key As String
    Set texts = New Collection
    Set functionNames = New Collection
    Set source = ThisWorkbook.Worksheets(TEXT_SHEET)
    column = IIf(IsChinese(), 2, 3)
    row = 2
    Do While CStr(source.Cells(row, 1).Value) <> ""
        key = CStr(source.Cells(row, 1).Value)
        texts.Add CStr(source.Cells(row, column).Value), key
        If Left(key, Len(HELP_KEY)) = HELP_KEY And InStr(Len(HELP_KEY) + 1, key, ".") = 0 Then
            functionNames.Add Mid(key, Len(HELP_KEY) + 1)
        End If
        row = row + 1
    Loop
End Sub

' A language id's low ten bits are the language, whatever the region. Unknown counts as Chinese.
Private Function IsChinese() As Boolean
    Dim id As Long
    id = CHINESE
    On Error Resume Next
    id = Application.LanguageSettings.LanguageID(DISPLAY_LANGUAGE)
    On Error GoTo 0
    IsChinese = (id Mod 1024 = CHINESE)
End Function

' Gives the function wizard its texts. Some versions of Excel refuse it for a workbook that is
' hidden, as an add-in is: then once more while it is shown as a workbook.
Public Sub DescribeFunctions()
    On Error GoTo hidden
    DescribeAll
    ThisWorkbook.Saved = True
    Exit Sub
hidden:
    Resume shown
shown:
    On Error GoTo failed
    Application.ScreenUpdating = False
    ThisWorkbook.IsAddin = False
    DescribeAll
failed:
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Application.ScreenUpdating = True
End Sub

Private Sub DescribeAll()
    Dim name As Variant
    If texts Is Nothing Then LoadTexts
    For Each name In functionNames
        Describe CStr(name)
    Next
End Sub

Private Sub Describe(ByVal name As String)
    Dim helps() As String, count As Long, macroName As String
    macroName = "'" & ThisWorkbook.Name & "'!" & name
    Do While HasText(HELP_KEY & name & "." & (count + 1))
        count = count + 1
        ReDim Preserve helps(1 To count)
        helps(count) = TextOf(HELP_KEY & name & "." & count)
    Loop
    If count = 0 Then
        Application.MacroOptions Macro:=macroName, Description:=TextOf(HELP_KEY & name), _
            Category:=TextOf("category")
    Else
        Application.MacroOptions Macro:=macroName, Description:=TextOf(HELP_KEY & name), _
            Category:=TextOf("category"), ArgumentDescriptions:=helps
    End If
End Sub

Private Function HasText(ByVal key As String) As Boolean
    Dim text As String
    On Error GoTo missing
    text = TextOf(key)
    HasText = True
missing:
End Function

' A workbook that Excel did not write itself (the template) calls the functions by name alone.
' Excel may have read them before it knew them: then every cell has to be entered again.
Public Sub BindFunctions(ByVal book As Object)
    Dim sheet As Object, wasSaved As Boolean
    If Not IsUnbound(book) Then Exit Sub
    wasSaved = book.Saved
    For Each sheet In book.Worksheets
        If Not sheet.ProtectContents Then EnterAllAgain sheet
    Next
    book.Saved = wasSaved
End Sub

' A cell that does not know its function shows #NAME?, or what its IFERROR has ready for that. Of
' the latter kind the one that asks XLCS_STATUS tells, which by itself never fails; it stands at the
' head of its sheet.
Private Function IsUnbound(ByVal book As Object) As Boolean
    Dim sheet As Object, cell As Object, wrong As Object
    For Each sheet In book.Worksheets
        For Each cell In sheet.Range("A1:J5").Cells
            If ShowsItsOwnText(cell) Then IsUnbound = True
        Next
        Set wrong = Nothing
        On Error Resume Next
        Set wrong = sheet.UsedRange.SpecialCells(xlCellTypeFormulas, xlErrors)
        On Error GoTo 0
        If Not (wrong Is Nothing) Then
            For Each cell In wrong.Cells
                If cell.Value = CVErr(xlErrName) Then
                    If CallsUs(cell.Formula) Then IsUnbound = True
                End If
            Next
        End If
        If IsUnbound Then Exit Function
    Next
End Function

Private Function ShowsItsOwnText(ByVal cell As Object) As Boolean
    Dim formula As String
    formula = cell.Formula
    If InStr(1, formula, "XLCS_STATUS(", vbTextCompare) = 0 Then Exit Function
    If VarType(cell.Value) <> vbString Then Exit Function
    If cell.Value = "" Then Exit Function
    ShowsItsOwnText = InStr(1, formula, """" & cell.Value & """", vbBinaryCompare) > 0
End Function

Private Sub EnterAllAgain(ByVal sheet As Object)
    Dim cell As Object, formulas As Object
    On Error Resume Next
    Set formulas = sheet.UsedRange.SpecialCells(xlCellTypeFormulas)
    On Error GoTo 0
    If formulas Is Nothing Then Exit Sub
    For Each cell In formulas.Cells
        EnterAgain cell
    Next
End Sub

Private Sub EnterAgain(ByVal cell As Object)
    If Not cell.HasArray Then
        If CallsUs(cell.Formula) Then cell.Formula = cell.Formula
    ElseIf cell.Address = cell.CurrentArray.Cells(1, 1).Address Then
        If CallsUs(cell.Formula) Then cell.CurrentArray.FormulaArray = cell.FormulaArray
    End If
End Sub

Private Function CallsUs(ByVal formula As String) As Boolean
    Dim name As Variant
    If texts Is Nothing Then LoadTexts
    For Each name In functionNames
        If InStr(1, formula, name & "(", vbTextCompare) > 0 Then
            CallsUs = True
            Exit Function
        End If
    Next
End Function
