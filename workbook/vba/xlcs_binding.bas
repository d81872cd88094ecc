Attribute VB_Name = "xlcs_binding"
Option Explicit
Option Private Module
' A workbook that Excel did not write itself (the template) calls the functions by name alone.
' Excel may have read them before it knew them: then every cell has to be entered again.

' As Find takes it, where ? stands for any letter and ~? for itself.
Private Const UNKNOWN_NAME As String = "#NAME~?"
Private Const TELLS_BY_TEXT As String = "XLCS_STATUS("
Private Const HEAD_OF_SHEET As String = "A1:J5"

' Errors of somebody else's that are looked at on a sheet before it counts as none of ours.
Private Const MOST_FOUND As Long = 100

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
    Dim sheet As Object
    For Each sheet In book.Worksheets
        If ShowsItsOwnText(sheet) Then IsUnbound = True
        If Not IsUnbound Then IsUnbound = ShowsUnknownName(sheet)
        If IsUnbound Then Exit Function
    Next
End Function

Private Function ShowsItsOwnText(ByVal sheet As Object) As Boolean
    Dim cell As Object
    Set cell = sheet.Range(HEAD_OF_SHEET).Find(What:=TELLS_BY_TEXT, LookIn:=xlFormulas, LookAt:=xlPart)
    If cell Is Nothing Then Exit Function
    If VarType(cell.Value) <> vbString Then Exit Function
    If cell.Value = "" Then Exit Function
    ShowsItsOwnText = InStr(1, cell.Formula, """" & cell.Value & """", vbBinaryCompare) > 0
End Function

' By Find, which is Excel's own search: going through the cells of a large workbook one by one
' would take longer than opening it.
Private Function ShowsUnknownName(ByVal sheet As Object) As Boolean
    Dim used As Object, cell As Object, first As String, count As Long
    Set used = sheet.UsedRange
    Set cell = used.Find(What:=UNKNOWN_NAME, LookIn:=xlValues, LookAt:=xlWhole)
    If cell Is Nothing Then Exit Function
    first = cell.Address
    Do
        If CallsUs(cell.Formula) Then
            ShowsUnknownName = True
            Exit Function
        End If
        count = count + 1
        Set cell = used.FindNext(cell)
        If cell Is Nothing Then Exit Function
    Loop Until cell.Address = first Or count >= MOST_FOUND
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
    If Spills(cell) Then
        If CallsUs(cell.Formula) Then EnterFormula cell
    ElseIf Not cell.HasArray Then
        If CallsUs(cell.Formula) Then EnterFormula cell
    ElseIf cell.Address = cell.CurrentArray.Cells(1, 1).Address Then
        If CallsUs(cell.Formula) Then cell.CurrentArray.FormulaArray = cell.FormulaArray
    End If
End Sub

' Whether it is the first cell of a formula that spills, which is none of an array formula's.
Private Function Spills(ByVal cell As Object) As Boolean
    On Error GoTo olderExcel
    If cell.HasSpill Then Spills = (cell.SpillParent.Address = cell.Address)
olderExcel:
End Function

' Formula would put an @ before a function that may spill. Excel before 2021 knows no Formula2.
Private Sub EnterFormula(ByVal cell As Object)
    On Error GoTo olderExcel
    cell.Formula2 = cell.Formula2
    Exit Sub
olderExcel:
    cell.Formula = cell.Formula
End Sub
