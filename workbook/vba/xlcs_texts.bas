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

' Gives the function wizard its texts. They stand in this file in Chinese; this puts them into a
' category of their own, and into Excel's display language. Some versions of Excel refuse it for a
' workbook that is hidden, as an add-in is. Only where the file's own texts would be in the wrong
' language it is then shown as a workbook for a moment, since that flickers.
Public Sub DescribeFunctions()
    On Error GoTo hidden
    DescribeAll
    ThisWorkbook.Saved = True
    Exit Sub
hidden:
    Resume refused
refused:
    If IsChinese() Then Exit Sub
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

' Whether a formula calls one of the add-in's functions.
Public Function CallsUs(ByVal formula As String) As Boolean
    Dim name As Variant
    If texts Is Nothing Then LoadTexts
    For Each name In functionNames
        If InStr(1, formula, name & "(", vbTextCompare) > 0 Then
            CallsUs = True
            Exit Function
        End If
    Next
End Function
