Attribute VB_Name = "xlwings"
' Stands in for xlwings' module inside LibreOffice: the same public names, the other end in the test.

Function XLPy()
    Set XLPy = New XLPyShim
End Function

Sub KillPy()
End Sub

Sub RunPython(command)
    XLPy().Exec command
End Sub

' Presses a button of the ribbon.
Sub Press(subName)
    Dim control As Object
    Set control = New XLPyShim
    Application.Run subName, control
End Sub
